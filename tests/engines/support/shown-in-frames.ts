import type { WebKitTabs } from './webkit-tabs.ts';

/** The addresses of the frames of a page that show something of an origin, readable or not. */
export async function shownInFrames(tabs: WebKitTabs, origin: string): Promise<readonly string[]> {
  const all = await tabs.inEachFrame(() =>
    tabs.evaluate((of) => {
      // A document that was refused keeps its address, and is empty.
      const isEmpty = document.head?.childNodes.length === 0 && document.body?.childNodes.length === 0;
      return location.href.startsWith(of) && !isEmpty ? location.href : '';
    }, origin),
  );
  return all.filter((href) => href !== '');
}
