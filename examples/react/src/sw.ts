import { documentHeadersPlugin, installKeyring } from 'org-keyring/worker'; // keyring
import {
  addPlugins,
  createHandlerBoundToURL,
  type PrecacheEntry,
  precacheAndRoute,
} from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { CacheFirst } from 'workbox-strategies';

declare const self: ServiceWorkerGlobalScope & { readonly __WB_MANIFEST: (string | PrecacheEntry)[] };

installKeyring(); // keyring: before every route
addPlugins([documentHeadersPlugin()]); // keyring: cached documents keep current headers

precacheAndRoute(self.__WB_MANIFEST);
// The development server has no list of files.
if (import.meta.env.PROD)
  registerRoute(new NavigationRoute(createHandlerBoundToURL('index.html'), { denylist: [/^\/api\//] }));
registerRoute(({ request }) => request.destination === 'image', new CacheFirst({ cacheName: 'images' }));

self.addEventListener('push', (event) => {
  const title = event.data?.text() ?? 'Something happened';
  event.waitUntil(self.registration.showNotification(title));
});

// `useRegisterSW` sends it when the user accepts the update.
self.addEventListener('message', ({ data }: ExtendableMessageEvent) => {
  if (data?.type === 'SKIP_WAITING') void self.skipWaiting();
});
