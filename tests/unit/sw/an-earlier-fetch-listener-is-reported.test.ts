import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { NavigationRoute, Router } from 'workbox-routing';

// Workbox looks for `self` when it is loaded.
vi.hoisted(() => Object.assign(globalThis, { self: globalThis, __WB_DISABLE_DEV_LOGS: true }));

type HandledEvent = Parameters<Router['handleRequest']>[0]['event'];

const CALLBACK = 'https://app.test/auth/callback';

/** As a browser has it: `respondWith` ends the dispatch. */
class FakeFetchEvent extends Event {
  readonly request: Request;
  constructor(type: string, init: EventInit & { readonly request: Request }) {
    super(type, init);
    this.request = init.request;
  }
  respondWith(): void {
    this.stopImmediatePropagation();
  }
}

let scope: EventTarget;
beforeEach(() => {
  scope = new EventTarget();
  vi.stubGlobal('location', { origin: 'https://app.test', href: 'https://app.test/sw.js' });
  vi.stubGlobal('FetchEvent', FakeFetchEvent);
  for (const name of ['addEventListener', 'removeEventListener', 'dispatchEvent'] as const)
    vi.stubGlobal(name, scope[name].bind(scope));
});
afterEach(() => vi.unstubAllGlobals());

async function check(): Promise<void> {
  const { assertFirstListener } = await import('../../../sw/assert-first-listener.ts');
  assertFirstListener(CALLBACK);
}

/** What `registerRoute` does: one listener for all routes of a router. */
function listen(router: Router, seen: string[] = []): void {
  scope.addEventListener('fetch', (event) => {
    if (!(event instanceof FakeFetchEvent)) return;
    const { request } = event;
    seen.push(request.url);
    const response = router.handleRequest({ request, event: event as unknown as HandledEvent });
    if (response !== undefined) event.respondWith();
  });
}

function navigationRoute(options: ConstructorParameters<typeof NavigationRoute>[1] = {}): Router {
  const router = new Router();
  router.registerRoute(new NavigationRoute(async () => new Response('the document'), options));
  return router;
}

test('a NavigationRoute before the keyring is an error that says what to do', async () => {
  listen(navigationRoute());
  await expect(check()).rejects.toThrow(/installKeyring\(\) must come before other fetch listeners/);
});

test('an earlier route that leaves the callback alone is none', async () => {
  const seen: string[] = [];
  listen(navigationRoute({ denylist: [/^\/auth\//] }), seen);
  await check();
  expect(seen).toEqual([CALLBACK]);
});

test('later listeners do not see the check', async () => {
  await check();
  const seen: string[] = [];
  listen(navigationRoute(), seen);
  expect(seen).toEqual([]);
});
