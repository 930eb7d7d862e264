import type { PrecacheEntry } from 'workbox-precaching';
import { registerAppShell } from './app-shell.ts';
import { installKeyring } from './install-keyring.ts';
import { scope } from './scope.ts';

declare const self: { readonly __WB_MANIFEST: readonly (string | PrecacheEntry)[] };

// The keyring first: what it answers, no route of the app shell sees; and where it does not run, nothing does.
installKeyring();
registerAppShell(self.__WB_MANIFEST);

// A new version takes over at once: sessions are in the store, and old pages go on with the same protocol.
scope.addEventListener('install', () => void scope.skipWaiting());
