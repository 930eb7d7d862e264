import type { WebKitTabs } from './webkit-tabs.ts';

/** Counts the frames of a page, and names those in which something of an origin is shown, readable or not. */
export async function shownInFrames(
  tabs: WebKitTabs,
  origin: string,
): Promise<{ readonly frames: number; readonly shown: readonly string[] }> {
  const all = await tabs.inEachFrame(() =>
    tabs.evaluate((of) => {
      // A document that was refused keeps its address, and is empty.
      const isEmpty = document.head?.childNodes.length === 0 && document.body?.childNodes.length === 0;
      return location.href.startsWith(of) && !isEmpty ? location.href : '';
    }, origin),
  );
  return { frames: all.length, shown: all.filter((href) => href !== '') };
}
