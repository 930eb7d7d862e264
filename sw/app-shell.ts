import {
  cleanupOutdatedCaches,
  PrecacheController,
  type PrecacheEntry,
  PrecacheRoute,
} from 'workbox-precaching';
import { Route, Router } from 'workbox-routing';
import { isPagePath } from '../src/protocol/page-path.ts';
import type { KeyringPaths } from '../src/protocol/paths.ts';
import { documentHeadersPlugin } from './document-headers.ts';
import { installPrecache } from './first-precache.ts';
import { once } from './once.ts';
import { ownFilesPlugin } from './own-file.ts';
import { routeToCache } from './route-to-cache.ts';
import { scope } from './scope.ts';

/**
 * Caches the app's own files, so that every page in the worker's scope opens without a network. The browser loads what is
 * not cached yet, as it does without a worker.
 *
 * @param manifest the files that workbox-build lists; empty on the development server
 */
export function registerAppShell(manifest: readonly (string | PrecacheEntry)[], paths: KeyringPaths): void {
  if (manifest.length === 0) return;
  const documentUrl = `${paths.scope}index.html`;
  // A worker that starts for an API call needs neither.
  const controller = once(() => createController(manifest));
  const router = once(() => createRouter(controller(), documentUrl, paths));
  installPrecache(controller, documentUrl);
  routeToCache(controller);
  cleanupOutdatedCaches();
  scope.addEventListener('fetch', (event) => {
    const response = router().handleRequest({ request: event.request, event });
    if (response !== undefined) event.respondWith(response);
  });
}

function createController(manifest: readonly (string | PrecacheEntry)[]): PrecacheController {
  const controller = new PrecacheController({
    plugins: [documentHeadersPlugin(), ownFilesPlugin],
    fallbackToNetwork: false,
  });
  controller.addToCacheList([...manifest]);
  return controller;
}

function createRouter(controller: PrecacheController, documentUrl: string, paths: KeyringPaths): Router {
  const router = new Router();
  const routes = [
    new PrecacheRoute(controller),
    new Route(
      ({ request, sameOrigin, url }) =>
        sameOrigin && request.mode === 'navigate' && isPagePath(url.pathname, paths),
      controller.createHandlerBoundToURL(documentUrl),
    ),
  ];
  for (const route of routes) {
    route.setCatchHandler(async ({ request }) => fetch(request));
    router.registerRoute(route);
  }
  return router;
}
