import {
  cleanupOutdatedCaches,
  PrecacheController,
  type PrecacheEntry,
  PrecacheRoute,
} from 'workbox-precaching';
import { registerRoute } from 'workbox-routing';
import { isPagePath } from '../src/protocol/page-path.ts';
import type { KeyringPaths } from '../src/protocol/paths.ts';
import { HeaderRefresh } from './header-refresh.ts';

/**
 * Caches the app's own files, so that every page in the worker's scope opens without a network.
 *
 * @param manifest the files that workbox-build lists; empty on the development server
 */
export function registerAppShell(manifest: readonly (string | PrecacheEntry)[], paths: KeyringPaths): void {
  if (manifest.length === 0) return;
  const headers = new HeaderRefresh();
  const controller = new PrecacheController({
    plugins: [
      {
        cachedResponseWillBeUsed: async ({ cacheName, request, cachedResponse, event }) => {
          const url = controller
            .getCachedURLs()
            .find((each) => controller.getCacheKeyForURL(each) === request.url);
          if (url !== undefined && cachedResponse && isDocumentUse(cachedResponse, event))
            event.waitUntil(headers.refresh(cacheName, request.url, url));
          return cachedResponse;
        },
      },
    ],
  });
  controller.precache([...manifest]);
  registerRoute(new PrecacheRoute(controller));
  cleanupOutdatedCaches();
  registerRoute(
    ({ request, sameOrigin, url }) =>
      sameOrigin && request.mode === 'navigate' && isPagePath(url.pathname, paths),
    controller.createHandlerBoundToURL(`${paths.scope}index.html`),
  );
}

/** What a browser opens as a document that can run script: the headers of its response are its policy. */
const DOCUMENT_TYPE = /^(?:text\/html|image\/svg\+xml)\b/;

/** Whether a cached response is a document that a page loads now, or that a new version of the worker takes over. */
function isDocumentUse({ headers }: Response, event: ExtendableEvent): boolean {
  return (
    DOCUMENT_TYPE.test(headers.get('Content-Type') ?? '') &&
    (event instanceof FetchEvent ? event.request.mode === 'navigate' : event.type === 'install')
  );
}
