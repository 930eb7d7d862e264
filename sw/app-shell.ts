import {
  cleanupOutdatedCaches,
  PrecacheController,
  type PrecacheEntry,
  PrecacheRoute,
} from 'workbox-precaching';
import { registerRoute } from 'workbox-routing';
import { isPagePath } from '../src/protocol/page-path.ts';
import type { KeyringPaths } from '../src/protocol/paths.ts';
import { documentHeadersPlugin } from './document-headers.ts';
import { installPrecache } from './first-precache.ts';
import { routeToCache } from './route-to-cache.ts';

/**
 * Caches the app's own files, so that every page in the worker's scope opens without a network. The browser loads what is
 * not cached yet, as it does without a worker.
 *
 * @param manifest the files that workbox-build lists; empty on the development server
 */
export function registerAppShell(manifest: readonly (string | PrecacheEntry)[], paths: KeyringPaths): void {
  if (manifest.length === 0) return;
  const controller = new PrecacheController({
    plugins: [documentHeadersPlugin()],
    fallbackToNetwork: false,
  });
  controller.addToCacheList([...manifest]);
  const documentUrl = `${paths.scope}index.html`;
  installPrecache(controller, documentUrl);
  routeToCache(controller);
  cleanupOutdatedCaches();
  const routes = [
    registerRoute(new PrecacheRoute(controller)),
    registerRoute(
      ({ request, sameOrigin, url }) =>
        sameOrigin && request.mode === 'navigate' && isPagePath(url.pathname, paths),
      controller.createHandlerBoundToURL(documentUrl),
    ),
  ];
  for (const route of routes) route.setCatchHandler(async ({ request }) => fetch(request));
}
