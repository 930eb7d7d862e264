import { openPrivateCache } from '../../src/client/private-cache.ts';

declare global {
  interface Window {
    openPrivateCache: typeof openPrivateCache;
  }
}

window.openPrivateCache = openPrivateCache;
