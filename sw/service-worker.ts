import type { PrecacheEntry } from 'workbox-precaching';
import { registerAppShell } from './app-shell.ts';
import { installKeyring } from './install-keyring.ts';
import { reviewOnPush } from './push/review-on-push.ts';
import { scope } from './scope.ts';

declare const self: { readonly __WB_MANIFEST: readonly (string | PrecacheEntry)[] };

// The keyring comes first, so its requests never reach the app shell's routes. If it throws, nothing else runs.
const paths = installKeyring(undefined, { push: reviewOnPush({ url: '/api/push' }) });
registerAppShell(self.__WB_MANIFEST, paths);

// A new version takes over at once: sessions are in the store, and old pages use the same protocol.
scope.addEventListener('install', () => void scope.skipWaiting());
