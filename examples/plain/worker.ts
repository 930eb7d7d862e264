import { installKeyring, type KeyringHost } from 'org-keyring/worker';

/** The server adds this value to the start of the script. */
declare const __keyringHost: KeyringHost;
declare const self: ServiceWorkerGlobalScope;

installKeyring(__keyringHost);
self.addEventListener('install', () => void self.skipWaiting());
