import type { PrecacheController } from 'workbox-precaching';
import { scope } from './scope.ts';

/** A rule of the Static Routing API, as far as it is used here. TypeScript's library does not know the API yet. */
interface RouterRule {
  readonly condition: { readonly urlPattern: string; readonly requestMethod: 'GET' };
  readonly source: { readonly cacheName: string };
}
interface RoutingInstallEvent extends ExtendableEvent {
  addRoutes?(rules: readonly RouterRule[]): Promise<void>;
}

/** Characters with a meaning in a URL pattern. */
const PATTERN_CHARACTERS = /[*?+:(){}\\]/;

/**
 * Lets the browser itself read precached files whose URL names their version, such as `/assets/index-1a2b.js`: they wait
 * for no worker, also while it starts or is replaced. What the cache does not have yet comes from the network. Browsers
 * without the Static Routing API ask the worker, as for every other file.
 *
 * Each rule is for one file, so no rule can keep an API call from the keyring.
 *
 * @param controllerOf returns the controller of the precache. It is called at the first event that needs it
 * @example
 * routeToCache(() => controller);
 */
export function routeToCache(controllerOf: () => PrecacheController): void {
  scope.addEventListener('install', (event: RoutingInstallEvent) => {
    const controller = controllerOf();
    const { cacheName } = controller.strategy;
    const rules = [...controller.getURLsToCacheKeys()]
      // The key of another file has a revision that its URL does not have.
      .filter(([url, key]) => url === key)
      .map(([url]) => new URL(url).pathname)
      .filter((path) => !PATTERN_CHARACTERS.test(path))
      .map((urlPattern) => ({
        condition: { urlPattern, requestMethod: 'GET' as const },
        source: { cacheName },
      }));
    // Without the rules the worker responds.
    event.addRoutes?.(rules).catch(() => {});
  });
}
