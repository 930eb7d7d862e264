import {
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  type PrecacheEntry,
  precacheAndRoute,
} from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';

/** Paths that are never a page of the app: APIs, the callback, and whatever looks like a file. */
const NOT_A_PAGE = [/^\/api(?:\/|$)/, /^\/auth\/(?:callback|jwks)/, /\.[^/]*$/];

/**
 * Keeps the app's own files, so that every page of it opens without a network.
 *
 * @param manifest what workbox-build lists; empty on the development server
 */
export function registerAppShell(manifest: readonly (string | PrecacheEntry)[]): void {
  if (manifest.length === 0) return;
  precacheAndRoute([...manifest]);
  cleanupOutdatedCaches();
  registerRoute(new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: NOT_A_PAGE }));
}
