import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EMPTY_SNAPSHOT, type KeyringSnapshot } from '../../../src/client/keyring-snapshot.ts';
import { createPushNotifications } from '../../../src/client/push-notifications.ts';
import type { PushNotifications } from '../../../src/client/push-state.ts';
import { Store } from '../../../src/client/store.ts';
import type { SessionState, SessionStatus } from '../../../src/protocol/session-status.ts';
import { USABLE } from '../support/guarded-page.ts';
import { ACME, GLOBEX, GRACE } from '../support/people.ts';

/** Two organizations of one sign-in. */
const SHARED: readonly SessionStatus[] = [
  { organization: ACME, session: USABLE },
  { organization: GLOBEX, session: USABLE },
];
const OTHER_SIGN_IN: SessionState = { ...USABLE, signedInAt: 5 };
const SUBSCRIPTION = { endpoint: 'https://push.test/1', keys: { p256dh: 'p', auth: 'a' } };

/** A browser with a push service, and the app's server. */
class Browser {
  permission: NotificationPermission = 'default';
  decision: NotificationPermission = 'granted';
  asked = 0;
  subscribedWith: unknown;
  failure: Error | undefined;
  status = 204;
  readonly sent: string[] = [];
  readonly snapshot = new Store<KeyringSnapshot>({ ...EMPTY_SNAPSHOT, sessions: SHARED });
  #current: object | null = null;

  constructor() {
    const manager = {
      getSubscription: async () => this.#current,
      subscribe: async (options: unknown) => {
        if (this.failure !== undefined) throw this.failure;
        this.subscribedWith = options;
        this.#current = {
          endpoint: SUBSCRIPTION.endpoint,
          toJSON: () => SUBSCRIPTION,
          unsubscribe: async () => {
            this.#current = null;
          },
        };
        return this.#current;
      },
    };
    vi.stubGlobal('PushManager', class {});
    const permission = () => this.permission;
    vi.stubGlobal('Notification', {
      get permission() {
        return permission();
      },
      requestPermission: async () => {
        this.asked += 1;
        this.permission = this.decision;
        return this.permission;
      },
    });
    vi.stubGlobal('document', {});
    vi.stubGlobal('location', new URL('https://app.test/acme/'));
    vi.stubGlobal('navigator', {
      serviceWorker: { controller: {}, getRegistration: async () => ({ pushManager: manager }) },
    });
    vi.stubGlobal('fetch', async (input: string, init: RequestInit) => {
      const slug = new Headers(init.headers).get('X-Org-Slug');
      this.sent.push([init.method ?? 'GET', input, slug, init.body].filter(Boolean).join(' '));
      if (init.method === undefined) return Response.json({ publicKey: 'the public key' });
      return new Response(null, { status: this.status });
    });
  }

  get isSubscribed(): boolean {
    return this.#current !== null;
  }

  change(sessions: readonly SessionStatus[]): void {
    this.snapshot.set({ ...EMPTY_SNAPSHOT, sessions });
  }
}

let browser: Browser;
let notifications: PushNotifications;
const create = async (): Promise<void> => {
  notifications = createPushNotifications(
    { getSnapshot: browser.snapshot.get, subscribe: browser.snapshot.subscribe },
    { url: '/api/push' },
  );
  await vi.waitFor(() => expect(notifications.getState().status).not.toBe('checking'));
};
const status = () => notifications.getState().status;
const POST = `POST /api/push acme ${JSON.stringify(SUBSCRIPTION)}`;
const DELETE = `DELETE /api/push acme ${JSON.stringify({ endpoint: SUBSCRIPTION.endpoint })}`;

beforeEach(async () => {
  browser = new Browser();
  await create();
});
afterEach(() => {
  notifications.dispose();
  vi.unstubAllGlobals();
});

test('a page asks for nothing and sends nothing before the click', async () => {
  expect(status()).toBe('off');
  browser.change([...SHARED]);
  await notifications.leave('all');
  expect([browser.asked, browser.sent]).toEqual([0, []]);
});

test('the permission is the first request of a click, before anything is awaited', () => {
  void notifications.turnOn();
  expect(browser.asked).toBe(1);
  expect(status()).toBe('busy');
});

test('a click subscribes with the key of the server, and registers each sign-in once', async () => {
  await notifications.turnOn();
  expect(notifications.getState()).toEqual({ status: 'on' });
  expect(browser.subscribedWith).toEqual({ userVisibleOnly: true, applicationServerKey: 'the public key' });
  expect(browser.sent).toEqual(['GET /api/push acme', POST]);
});

test('a new sign-in is registered while notifications are on, and a refresh is none', async () => {
  await notifications.turnOn();
  browser.sent.length = 0;
  browser.change(SHARED.map((each) => ({ ...each, session: { ...USABLE, refreshedAt: 7 } })));
  browser.change([
    { organization: ACME, session: USABLE },
    { organization: GLOBEX, session: OTHER_SIGN_IN },
  ]);
  await vi.waitFor(() => expect(browser.sent).toEqual([POST.replace('acme', 'globex')]));
});

test('a page that opens later registers the browser again, without a click', async () => {
  await notifications.turnOn();
  notifications.dispose();
  browser.sent.length = 0;
  await create();
  expect(status()).toBe('on');
  await vi.waitFor(() => expect(browser.sent).toEqual([POST]));
  expect(browser.asked).toBe(1);
});

test.each([
  ['denied', 'denied'],
  ['default', 'off'],
] as const)('a user who decides "%s" is not subscribed', async (decision, expected) => {
  browser.decision = decision;
  await notifications.turnOn();
  expect(notifications.getState()).toEqual({ status: expected });
  expect([browser.isSubscribed, browser.sent]).toEqual([false, []]);
});

test('the error of a push service is reported, and the next click works', async () => {
  browser.failure = new DOMException('Registration failed - push service error', 'AbortError');
  await notifications.turnOn();
  expect(notifications.getState()).toEqual({ status: 'off', error: browser.failure });
  browser.failure = undefined;
  await notifications.turnOn();
  expect(notifications.getState()).toEqual({ status: 'on' });
});

test('a server that does not store the subscription leaves the browser unsubscribed', async () => {
  browser.status = 503;
  await notifications.turnOn();
  expect(notifications.getState()).toMatchObject({
    status: 'off',
    error: { code: 'temporarily_unavailable' },
  });
  expect(browser.isSubscribed).toBe(false);
});

test('without a session there is nothing to subscribe', async () => {
  browser.change([{ organization: ACME, session: { status: 'signed-out' } }]);
  await notifications.turnOn();
  expect(notifications.getState()).toMatchObject({
    status: 'off',
    error: { code: 'authorization_required' },
  });
  expect(browser.sent).toEqual([]);
});

test('turning off ends the subscription, also if the server does not respond', async () => {
  await notifications.turnOn();
  browser.status = 503;
  browser.sent.length = 0;
  await notifications.turnOff();
  expect(notifications.getState()).toEqual({ status: 'off' });
  expect([browser.isSubscribed, browser.sent]).toEqual([false, [DELETE]]);
});

test('before a sign-out of one of two organizations that share a sign-in, nothing changes', async () => {
  await notifications.turnOn();
  browser.sent.length = 0;
  await notifications.leave([ACME]);
  expect([status(), browser.sent]).toEqual(['on', []]);
});

test('before the sign-out of a whole sign-in its registration is removed, and others stay', async () => {
  const graces: SessionState = { ...USABLE, user: { ...USABLE.user, id: GRACE.id } };
  browser.change([
    { organization: ACME, session: USABLE },
    { organization: GLOBEX, session: graces },
  ]);
  await notifications.turnOn();
  browser.sent.length = 0;
  await notifications.leave([ACME]);
  expect([status(), browser.sent]).toEqual(['on', [DELETE]]);
});

test('R42: before the sign-out of everything the browser ends its subscription', async () => {
  await notifications.turnOn();
  browser.status = 503;
  browser.sent.length = 0;
  await notifications.leave('all');
  expect([status(), browser.isSubscribed, browser.sent]).toEqual(['off', false, [DELETE]]);
});

test('R42: a server that does not respond does not keep the subscription', async () => {
  await notifications.turnOn();
  vi.stubGlobal('fetch', () => new Promise(() => {}));
  void notifications.leave('all');
  await vi.waitFor(() => expect(browser.isSubscribed).toBe(false));
});

test('a registration that was removed for a sign-out does not come back while the sign-out is under way', async () => {
  const others: SessionStatus = { organization: GLOBEX, session: OTHER_SIGN_IN };
  browser.change([{ organization: ACME, session: USABLE }, others]);
  await notifications.turnOn();
  await notifications.leave([ACME]);
  browser.sent.length = 0;
  browser.change([{ organization: ACME, session: { ...USABLE, refreshedAt: 9 } }, others]);
  await notifications.turnOff();
  expect(browser.sent.filter((request) => request.startsWith('POST'))).toEqual([]);
});

test('a registration that has failed before is not repeated by a sign-out, which does not wait for others', async () => {
  const sessions = [
    { organization: ACME, session: USABLE },
    { organization: GLOBEX, session: OTHER_SIGN_IN },
  ];
  browser.change(sessions);
  await notifications.turnOn();
  notifications.dispose();
  browser.status = 503;
  browser.sent.length = 0;
  await create();
  await vi.waitFor(() => expect(browser.sent).toEqual([POST]));
  browser.status = 204;
  browser.sent.length = 0;
  await notifications.leave([ACME]);
  expect(browser.sent).toEqual([DELETE]);
  browser.change([...sessions]);
  await vi.waitFor(() => expect(browser.sent).toEqual([DELETE, POST.replace('acme', 'globex')]));
});

test('another tab follows: it shows the state, and removes the registration before its own sign-out', async () => {
  const first = notifications;
  await create();
  const second = notifications;
  await first.turnOn();
  expect(second.getState().status).toBe('off');
  browser.change([...SHARED]);
  await vi.waitFor(() => expect(second.getState()).toEqual({ status: 'on' }));
  await first.turnOff();
  await first.turnOn();
  await second.leave('all');
  expect(browser.isSubscribed).toBe(false);
  first.dispose();
});

test('a browser without push messages says so', async () => {
  vi.stubGlobal('PushManager', undefined);
  Reflect.deleteProperty(globalThis, 'PushManager');
  notifications.dispose();
  await create();
  expect(status()).toBe('unsupported');
});

test('a click in a browser without notifications, such as a tab on an iPhone, changes nothing', async () => {
  Reflect.deleteProperty(globalThis, 'PushManager');
  Reflect.deleteProperty(globalThis, 'Notification');
  notifications.dispose();
  await create();
  await notifications.turnOn();
  expect(notifications.getState()).toEqual({ status: 'unsupported' });
});

test('a browser in which notifications are blocked says so', async () => {
  browser.permission = 'denied';
  notifications.dispose();
  await create();
  expect(status()).toBe('denied');
});

test('a browser that fails while the sessions change causes no unhandled rejection', async () => {
  browser.permission = 'granted';
  const rejected = vi.fn();
  process.on('unhandledRejection', rejected);
  let calls = 0;
  const getSubscription = async () => {
    calls += 1;
    if (calls % 2 === 0) throw new DOMException('The storage failed.', 'AbortError');
    return SUBSCRIPTION;
  };
  const getRegistration = async () => ({ pushManager: { getSubscription } });
  vi.stubGlobal('navigator', { serviceWorker: { controller: {}, getRegistration } });
  await create();
  await new Promise((resolve) => setTimeout(resolve, 20));
  process.off('unhandledRejection', rejected);
  expect(calls).toBe(2);
  expect(rejected).not.toHaveBeenCalled();
});
