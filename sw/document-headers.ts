import { HeaderRefresh } from './header-refresh.ts';

/** What a browser opens as a document that can run script: the headers of its response are its policy. */
const DOCUMENT_TYPE = /^(?:text\/html|image\/svg\+xml)\b/;
/** The query parameter by which Workbox distinguishes versions in a precache. */
const REVISION = '__WB_REVISION__';

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
 * cached document again after each navigation and when a new worker is installed, and stores the current headers.
 *
 * @example
 * addPlugins([documentHeadersPlugin()]); // of workbox-precaching, before precacheAndRoute
 * precacheAndRoute(self.__WB_MANIFEST);
 */
export function documentHeadersPlugin(): DocumentHeadersPlugin {
  const headers = new HeaderRefresh();
  return {
    cachedResponseWillBeUsed: async ({ cacheName, request, cachedResponse, event }) => {
      if (cachedResponse && isDocumentUse(cachedResponse, event))
        event.waitUntil(headers.refresh(cacheName, request.url, withoutRevision(request.url)));
      return cachedResponse;
    },
  };
}

function withoutRevision(address: string): string {
  const url = new URL(address);
  url.searchParams.delete(REVISION);
  return url.href;
}

/** Whether a cached response is a document that a page loads now, or that a new version of the worker takes over. */
function isDocumentUse({ headers }: Response, event: ExtendableEvent): boolean {
  return (
    DOCUMENT_TYPE.test(headers.get('Content-Type') ?? '') &&
    (event instanceof FetchEvent ? event.request.mode === 'navigate' : event.type === 'install')
  );
}
