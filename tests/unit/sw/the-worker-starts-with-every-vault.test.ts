import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { KeyringHost } from '../../../sw/host-vault.ts';
import { FakeWindowClient } from '../support/window-client.ts';

// Workbox looks for `self` when it is loaded.
vi.hoisted(() => Object.assign(globalThis, { self: globalThis, __WB_DISABLE_DEV_LOGS: true }));

const ORIGIN = 'https://app.test';
const KEY = Buffer.alloc(32, 7).toString('base64url');
const OLD_KEY = Buffer.alloc(32, 8).toString('base64url');

const CONFIGURATION = {
  clientId: 'client_1',
  authKitOrigin: 'https://authkit.test',
  issuers: ['https://authkit.test'],
  jwksUri: `${ORIGIN}/auth/jwks`,
  redirectUri: `${ORIGIN}/auth/callback`,
  apis: [{ origin: ORIGIN, pathPrefix: '/api' }],
  organizationEndpoint: '/api/orgs/',
  membershipsEndpoint: '/api/me/organizations',
  vault: 'sealed',
  sessionMaxAge: null,
  sessionInactivity: null,
};

class Page extends FakeWindowClient {
  readonly id = 'page';
  readonly told: unknown[] = [];

  postMessage(message: unknown): void {
    this.told.push(message);
  }
}

let listeners: string[];
let page: Page;
beforeEach(() => {
  listeners = [];
  page = new Page('top-level');
  const registration = Object.assign(new EventTarget(), { scope: `${ORIGIN}/` });
  vi.stubGlobal('location', { origin: ORIGIN, href: `${ORIGIN}/sw.js` });
  vi.stubGlobal('registration', registration);
  vi.stubGlobal('clients', { matchAll: async () => [page] });
  vi.stubGlobal('caches', { keys: async () => [] });
  vi.stubGlobal('WindowClient', Page);
  const events = new EventTarget();
  vi.stubGlobal('FetchEvent', Event);
  vi.stubGlobal('addEventListener', (type: string, listener: () => void) => {
    listeners.push(type);
    events.addEventListener(type, listener);
  });
  vi.stubGlobal('removeEventListener', events.removeEventListener.bind(events));
  vi.stubGlobal('dispatchEvent', events.dispatchEvent.bind(events));
  vi.stubGlobal('BroadcastChannel', EventTarget);
});
afterEach(() => vi.unstubAllGlobals());

/** What the worker script does when a browser evaluates it. */
async function evaluate(vault: KeyringHost['vault']): Promise<void> {
  const { installKeyring } = await import('../../../sw/install-keyring.ts');
  installKeyring({ configuration: CONFIGURATION, ...(vault !== undefined && { vault }) });
}

test.each([
  ['sealed, with a key', { mode: 'sealed', key: KEY }],
  ['sealed, with a key and those before it', { mode: 'sealed', key: KEY, previous: [OLD_KEY] }],
  ['sealed, without a key', { mode: 'sealed' }],
  ['device', { mode: 'device' }],
  ['memory', { mode: 'memory' }],
  ['none: the host knows nothing of vaults', undefined],
])('the worker starts, and listens for all it has to: %s', async (_what, vault) => {
  await evaluate(vault);
  expect(new Set(listeners)).toEqual(new Set(['fetch', 'message', 'activate', 'online']));
});

test('R38: a worker without a key tells the pages that nothing is kept', async () => {
  await evaluate({ mode: 'sealed' });
  await vi.waitFor(() =>
    expect(page.told).toEqual([
      { keyring: 1, event: { type: 'sessions-changed', sessions: [], storage: 'memory', unnamed: 0 } },
    ]),
  );
});
