import { HeaderRefresh } from './header-refresh.ts';

/** What a browser opens as a document that can run script: the headers of its response are its policy. */
const DOCUMENT_TYPE = /^(?:text\/html|image\/svg\+xml)\b/;
/** The query parameter by which Workbox distinguishes versions in a precache. */
const REVISION = '__WB_REVISION__';
/** When a document that a page loads is loaded again, ms: what the page needs comes before. */
const DELAY = 1_000;

/** The part of a Workbox plugin that {@link documentHeadersPlugin} has. */
export interface DocumentHeadersPlugin {
  cachedResponseWillBeUsed(use: {
    readonly cacheName: string;
    readonly request: Request;
    readonly cachedResponse?: Response | undefined;
    readonly event: ExtendableEvent;
  }): Promise<Response | undefined>;
}

/**
 * A Workbox plugin for the routes that cache documents. A changed setting, such as `apis` or `policy`, changes the headers
 * of documents without a new build, and a precache loads a document only when its text changes. The plugin loads a
 * cached document again soon after each navigation and when a new worker is installed, and stores the current headers.
 *
 * @example
 * addPlugins([documentHeadersPlugin()]); // of workbox-precaching, before precacheAndRoute
 * precacheAndRoute(self.__WB_MANIFEST);
 */
export function documentHeadersPlugin(): DocumentHeadersPlugin {
  const headers = new HeaderRefresh();
  return {
    cachedResponseWillBeUsed: async ({ cacheName, request, cachedResponse, event }) => {
      if (!cachedResponse || !DOCUMENT_TYPE.test(cachedResponse.headers.get('Content-Type') ?? ''))
        return cachedResponse;
      const refresh = (): Promise<void> =>
        headers.refresh(cacheName, request.url, withoutRevision(request.url));
      if (event.type === 'install') event.waitUntil(refresh());
      // If the worker is stopped before, the next load does it.
      else if (event instanceof FetchEvent && event.request.mode === 'navigate') setTimeout(refresh, DELAY);
      return cachedResponse;
    },
  };
}

function withoutRevision(address: string): string {
  const url = new URL(address);
  url.searchParams.delete(REVISION);
  return url.href;
}
