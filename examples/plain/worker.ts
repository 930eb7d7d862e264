import { installKeyring, type KeyringHost } from 'org-keyring/worker';

/** What the server put before this script. */
declare const __keyringHost: KeyringHost;
declare const self: ServiceWorkerGlobalScope;

installKeyring(__keyringHost);
self.addEventListener('install', () => void self.skipWaiting());
