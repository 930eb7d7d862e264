import { installKeyring } from 'org-keyring/worker';

declare const self: ServiceWorkerGlobalScope;

installKeyring();
self.addEventListener('install', () => void self.skipWaiting());
