import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parsePaths } from '../../../src/protocol/parse-paths.ts';
import { formatPush } from '../../../src/protocol/session-hint.ts';
import { type PushParts, type ReviewOnPushOptions, reviewOnPush } from '../../../sw/push/review-on-push.ts';
import { ORIGIN } from '../support/configuration.ts';
import { adaIn, answer, NO_ANSWER } from '../support/fake-authkit.ts';
import { createKeyring, type TestKeyring } from '../support/keyring.ts';
import { ACME, GLOBEX, GRACE } from '../support/people.ts';
import { FakeWindowClient } from '../support/window-client.ts';

/** `npm run test:long` sends 10,000. */
const FORGERIES = Number(process.env.WEBHOOKS ?? 1_000);
const ENDED = answer(400, { error: 'invalid_grant', error_description: 'Session has already ended.' });

interface Shown {
  readonly title: string;
  readonly options: NotificationOptions;
}

class Page extends FakeWindowClient {
  focused = 0;
  /** What the page replies when it is asked for its latest announcement. */
  latest: { readonly slug: string | null; readonly number: number } | undefined;
  postMessage(_message: unknown, [port]: readonly MessagePort[]): void {
    port?.postMessage(this.latest);
  }
  async focus(): Promise<void> {
    this.focused += 1;
  }
}

/** The push listeners on a real core, in a scope without a page. */
class PushWorker {
  readonly shown: Shown[] = [];
  readonly opened: string[] = [];
  readonly sent: Request[] = [];
  pages: Page[] = [];
  mayNotify = true;
  subscribedWith: unknown;
  readonly #listeners = new Map<string, (event: object) => void>();

  constructor(keyring: TestKeyring, options: Partial<ReviewOnPushOptions> = {}, paths = parsePaths()) {
    vi.stubGlobal('addEventListener', (type: string, listener: (event: object) => void) =>
      this.#listeners.set(type, listener),
    );
    vi.stubGlobal('location', { origin: ORIGIN });
    vi.stubGlobal('WindowClient', Page);
    vi.stubGlobal('clients', {
      matchAll: async () => this.pages,
      get: async (id: string) => this.pages.find((page) => page.id === id),
      openWindow: async (url: string) => void this.opened.push(url),
    });
    vi.stubGlobal('registration', {
      pushManager: {
        subscribe: async (subscription: object) => {
          this.subscribedWith = subscription;
          return subscriptionAt('https://fcm.googleapis.com/new');
        },
      },
      showNotification: async (title: string, shownWith: NotificationOptions) => {
        if (!this.mayNotify) throw new TypeError('No notification permission has been granted.');
        this.shown.push({ title, options: shownWith });
      },
    });
    vi.stubGlobal('fetch', async (request: Request) => {
      this.sent.push(request);
      return Response.json({ publicKey: 'the key of the server' });
    });
    const parts: PushParts = {
      listSessions: () => keyring.overview.statuses(),
      refresh: (organization) => keyring.manager.refreshSession(organization),
      accessToken: (organization) => keyring.manager.accessToken(organization),
      delay: (ms) => keyring.platform.delay(ms),
      apis: [{ origin: ORIGIN, pathPrefix: '/api' }],
      paths,
      settled: async () => {},
    };
    reviewOnPush({ url: '/api/push', ...options })(() => parts);
  }

  /** Delivers an event. @returns when its lifetime has ended: whether later listeners would see it */
  async deliver(type: string, event: object): Promise<boolean> {
    const lifetimes: Promise<unknown>[] = [];
    let isPassed = true;
    this.#listeners.get(type)?.({
      ...event,
      waitUntil: (work: Promise<unknown>) => lifetimes.push(work),
      stopImmediatePropagation: () => {
        isPassed = false;
      },
    });
    await Promise.all(lifetimes);
    return isPassed;
  }

  /** @param text null: a message without data */
  push(text: string | null): Promise<boolean> {
    return this.deliver('push', { data: text === null ? null : { text: () => text } });
  }

  async click(tag: string): Promise<{ isClosed: boolean; isPassed: boolean }> {
    let isClosed = false;
    const notification = {
      tag,
      close: () => {
        isClosed = true;
      },
    };
    return { isPassed: await this.deliver('notificationclick', { notification }), isClosed };
  }

  get titles(): readonly string[] {
    return this.shown.map(({ title }) => title);
  }
}

const subscriptionAt = (endpoint: string) => ({
  endpoint,
  options: { applicationServerKey: 'the key of before' },
  toJSON: () => ({ endpoint, keys: { p256dh: 'p', auth: 'a' } }),
});

const about = (organizationId: string | null, id = 'event_1'): string => formatPush({ id, organizationId });

let keyring: TestKeyring;
let worker: PushWorker;
beforeEach(async () => {
  keyring = createKeyring();
  // Two sign-ins of Ada.
  for (const organization of [ACME, GLOBEX]) {
    await keyring.directory.find(organization.slug);
    await keyring.signIn(organization);
    await keyring.platform.advance(1_000);
  }
  keyring.authkit.calls.length = 0;
  worker = new PushWorker(keyring);
});
afterEach(() => vi.unstubAllGlobals());

const stateOf = async (organization: typeof ACME): Promise<string> =>
  (await keyring.overview.statusOf(organization)).session.status;

test('R49: a push message about a session that AuthKit has ended ends it, deletes its cached data and says so', async () => {
  keyring.authkit.script(ACME.id, ENDED);
  expect(await worker.push(about(ACME.id))).toBe(false);
  expect(await stateOf(ACME)).toBe('needs-authorization');
  expect(await stateOf(GLOBEX)).toBe('active');
  expect(keyring.deleted).toEqual([`${ACME.id}/cached`]);
  expect(worker.shown).toEqual([
    {
      title: 'Acme: your session was ended',
      options: {
        body: 'Open it to see why and to sign in again.',
        tag: 'keyring-session ended org_acme',
        silent: false,
      },
    },
  ]);
});

test('R49: a false push message costs one refresh, and the notification says that the session continues', async () => {
  await worker.push(about(ACME.id));
  expect(keyring.authkit.refreshesOf(ACME.id)).toHaveLength(1);
  expect(keyring.authkit.calls).toHaveLength(1);
  expect(await stateOf(ACME)).toBe('active');
  expect(worker.titles).toEqual(['Acme: you are still signed in']);
  expect(worker.shown[0]?.options.silent).toBe(true);
});

test(`R49: ${FORGERIES} forged, replayed and stale push messages within a minute end no session and stay within the limits`, async () => {
  const messages = Array.from(
    { length: FORGERIES },
    (_, at) =>
      [
        about(ACME.id, `event_${at}`),
        about(ACME.id),
        about(null, `event_${at}`),
        about('org_unknown'),
        about(GLOBEX.id).replace('session-hint', 'sign-out'),
        `{"type":"session-hint","id":${at}`,
      ][at % 6] ?? '',
  );
  for (const message of messages) await worker.push(message);
  // Forced refreshes: three a minute for each organization, within 8 of the provider's limit.
  for (const { id } of [ACME, GLOBEX]) expect(keyring.authkit.refreshesOf(id).length).toBeLessThanOrEqual(3);
  expect(keyring.authkit.calls.length).toBeLessThanOrEqual(6);
  expect([await stateOf(ACME), await stateOf(GLOBEX)]).toEqual(['active', 'active']);
  expect(keyring.deleted).toEqual([]);
  expect(worker.shown).toHaveLength(FORGERIES);
  expect(worker.titles.some((title) => title.includes('ended'))).toBe(false);
});

test.each([
  ['no data', null],
  ['an empty text', ''],
  ['no JSON', '{'],
  ['null', 'null'],
  ['a list', '[]'],
  ['another type', '{"type":"sign-out","id":"event_1","organizationId":"org_acme"}'],
  ['no type', '{"id":"event_1","organizationId":"org_acme"}'],
  ['no id', '{"type":"session-hint","organizationId":"org_acme"}'],
  ['a number as organization', '{"type":"session-hint","id":"event_1","organizationId":7}'],
  ['a long id', about(ACME.id, 'x'.repeat(300))],
  ['a long message', `${about(ACME.id)}${' '.repeat(5_000)}`],
])('a malformed push message asks nothing and shows one notification: %s', async (_name, text) => {
  expect(await worker.push(text)).toBe(false);
  expect(keyring.authkit.calls).toEqual([]);
  expect(worker.titles).toEqual(['A message could not be read']);
});

test('an app with push messages of its own handles those itself', async () => {
  worker = new PushWorker(keyring, { otherMessages: 'ignore' });
  expect(await worker.push('{"type":"new-mail"}')).toBe(true);
  expect(await worker.push(null)).toBe(true);
  expect(worker.shown).toEqual([]);
  expect(await worker.push(about(ACME.id))).toBe(false);
  expect(worker.shown).toHaveLength(1);
});

test('the notification comes within 15 s although AuthKit does not respond', async () => {
  keyring.authkit.script(ACME.id, () => new Promise(() => {}));
  const pushed = worker.push(about(ACME.id));
  await keyring.platform.advance(14_000);
  expect(worker.shown).toEqual([]);
  await keyring.platform.advance(1_000);
  await pushed;
  expect(worker.titles).toEqual(['Acme: not checked yet']);
  expect(await stateOf(ACME)).not.toBe('needs-authorization');
});

test('a session that could not be checked now is kept', async () => {
  keyring.authkit.script(ACME.id, ...Array.from({ length: 20 }, () => NO_ANSWER));
  const pushed = worker.push(about(ACME.id));
  await keyring.platform.advance(30_000);
  await pushed;
  expect(worker.titles).toEqual(['Acme: not checked yet']);
  expect((await keyring.active(ACME)).status).toBe('active');
});

test('a session that a page has already asked about is reported without another request', async () => {
  keyring.authkit.script(ACME.id, ENDED);
  await keyring.manager.refreshSession(ACME);
  keyring.authkit.calls.length = 0;
  await worker.push(about(ACME.id));
  expect(keyring.authkit.calls).toEqual([]);
  expect(worker.titles).toEqual(['Acme: your session was ended']);
});

test('after a sign-out, and for an organization without a session, nothing is asked and nothing has ended', async () => {
  await keyring.manager.signOut([ACME.id]);
  keyring.authkit.calls.length = 0;
  await worker.push(about(ACME.id));
  await worker.push(about('org_unknown'));
  expect(keyring.authkit.calls).toEqual([]);
  expect(worker.titles).toEqual(['Your sessions are unchanged', 'Your sessions are unchanged']);
});

test('a sign-out during the review is reported neither as an end nor as a session that continues', async () => {
  keyring.authkit.script(ACME.id, async (call) => {
    await keyring.manager.signOut([ACME.id]);
    return keyring.authkit.acts(call);
  });
  await worker.push(about(ACME.id));
  expect(await stateOf(ACME)).toBe('signed-out');
  expect(worker.titles).toEqual(['Your sessions are unchanged']);
});

test('a message about every organization asks once for each sign-in, and one notification names all that ended', async () => {
  keyring = createKeyring();
  for (const organization of [ACME, GLOBEX]) await keyring.directory.find(organization.slug);
  await keyring.signIn(ACME);
  await keyring.manager.open(GLOBEX);
  expect(await stateOf(GLOBEX)).toBe('active');
  keyring.authkit.calls.length = 0;
  keyring.authkit.script(ACME.id, ENDED);
  keyring.authkit.script(GLOBEX.id, ENDED);
  worker = new PushWorker(keyring);
  await worker.push(about(null));
  expect(keyring.authkit.calls).toHaveLength(1);
  expect([await stateOf(ACME), await stateOf(GLOBEX)]).toEqual([
    'needs-authorization',
    'needs-authorization',
  ]);
  expect(worker.titles).toEqual(['2 sessions were ended']);
  expect(worker.shown[0]?.options.body).toContain('Acme, Globex');
  expect(worker.shown[0]?.options.tag).toBe('keyring-session ended');
});

test('sessions of another user of this browser are asked about, and stay', async () => {
  await keyring.signIn(GLOBEX, { ...adaIn(GLOBEX.id, 'sid_grace'), user: GRACE });
  keyring.authkit.script(ACME.id, ENDED);
  await worker.push(about(null));
  expect([await stateOf(ACME), await stateOf(GLOBEX)]).toEqual(['needs-authorization', 'active']);
  expect(worker.titles).toEqual(['Acme: your session was ended']);
});

test('without the permission no notification is shown, and the session ends all the same', async () => {
  worker.mayNotify = false;
  keyring.authkit.script(ACME.id, ENDED);
  await worker.push(about(ACME.id));
  expect(await stateOf(ACME)).toBe('needs-authorization');
});

test('the words can be those of another language', async () => {
  worker = new PushWorker(keyring, {
    words: ({ type, organizations: [organization] }) => ({
      title: `${type} ${organization?.slug}`,
      body: '',
    }),
  });
  await worker.push(about(ACME.id));
  expect(worker.titles).toEqual(['active acme']);
});

test('a click opens the organization, or focuses its page', async () => {
  expect(await worker.click('keyring-session ended org_acme')).toEqual({ isClosed: true, isPassed: false });
  expect(worker.opened).toEqual(['/acme/']);
  const [globex, acme] = [
    new Page('top-level', `${ORIGIN}/globex/`),
    new Page('top-level', `${ORIGIN}/acme/x`),
  ];
  worker.pages = [new Page('nested', `${ORIGIN}/acme/`), globex, acme];
  await worker.click('keyring-session ended org_acme');
  expect([globex.focused, acme.focused, worker.opened.length]).toEqual([0, 1, 1]);
});

test('a click focuses the page that shows the organization now, not the one that was loaded with it', async () => {
  const switched = new Page('top-level', `${ORIGIN}/acme/`, 'switched');
  switched.latest = { slug: 'globex', number: 2 };
  worker.pages = [switched];
  await worker.click('keyring-session ended org_acme');
  expect([switched.focused, worker.opened]).toEqual([0, ['/acme/']]);
  await worker.click('keyring-session ended org_globex');
  expect([switched.focused, worker.opened]).toEqual([1, ['/acme/']]);
  switched.latest = { slug: null, number: 3 };
  await worker.click('keyring-session ended');
  expect([switched.focused, worker.opened]).toEqual([2, ['/acme/']]);
});

test('a click focuses no page outside of the app, and the page of an app whose URLs name no organization', async () => {
  worker = new PushWorker(keyring, {}, parsePaths({ scope: '/app/', organization: 'none' }));
  const outside = new Page('top-level', `${ORIGIN}/prices`, 'outside');
  const inside = new Page('top-level', `${ORIGIN}/app/`, 'inside');
  worker.pages = [outside];
  await worker.click('keyring-session ended');
  expect([outside.focused, worker.opened]).toEqual([0, ['/app/']]);
  worker.pages = [outside, inside];
  await worker.click('keyring-session ended org_acme');
  expect([inside.focused, worker.opened]).toEqual([1, ['/app/']]);
});

test('a click on any other notification opens nothing but the home of the app', async () => {
  await worker.click('keyring-session ended');
  await worker.click('keyring-session ended //attacker.test/');
  await worker.click('keyring-session ended org_unknown');
  expect(worker.opened).toEqual(['/', '/', '/']);
  expect(await worker.click('new-mail')).toEqual({ isClosed: false, isPassed: true });
  expect(worker.opened).toHaveLength(3);
});

test('a subscription that the browser replaces is registered for each sign-in, with its token', async () => {
  const oldSubscription = subscriptionAt('https://fcm.googleapis.com/old');
  await worker.deliver('pushsubscriptionchange', { oldSubscription, newSubscription: null });
  expect(worker.subscribedWith).toEqual({
    userVisibleOnly: true,
    applicationServerKey: 'the key of before',
  });
  expect(worker.sent.map(({ method, url }) => `${method} ${url}`)).toEqual([
    `POST ${ORIGIN}/api/push`,
    `POST ${ORIGIN}/api/push`,
  ]);
  for (const [at, organization] of [ACME, GLOBEX].entries()) {
    const { tokens } = await keyring.active(organization);
    expect(worker.sent[at]?.headers.get('Authorization')).toBe(`Bearer ${tokens.accessToken}`);
    expect(worker.sent[at]?.redirect).toBe('error');
    expect(await worker.sent[at]?.json()).toEqual({
      endpoint: 'https://fcm.googleapis.com/new',
      keys: { p256dh: 'p', auth: 'a' },
      replaces: 'https://fcm.googleapis.com/old',
    });
  }
});

test('a browser that names neither subscription gets a new one with the key of the server', async () => {
  await worker.deliver('pushsubscriptionchange', { oldSubscription: null, newSubscription: null });
  expect(worker.subscribedWith).toMatchObject({ applicationServerKey: 'the key of the server' });
  expect(worker.sent.map(({ method }) => method)).toEqual(['GET', 'POST', 'POST']);
});

test('an event without the two members, as in earlier drafts of the Push API, also gets a new subscription', async () => {
  await worker.deliver('pushsubscriptionchange', {});
  expect(worker.sent.map(({ method }) => method)).toEqual(['GET', 'POST', 'POST']);
});

test('R5: without an API of the allow-list, or without a session, no token leaves', async () => {
  const change = { oldSubscription: null, newSubscription: subscriptionAt('https://fcm.googleapis.com/new') };
  for (const url of ['/other/push', 'https://attacker.test/api/push', '//attacker.test/api/push']) {
    worker = new PushWorker(keyring, { url });
    await worker.deliver('pushsubscriptionchange', change);
    expect(worker.sent).toEqual([]);
  }
  worker = new PushWorker(createKeyring());
  await worker.deliver('pushsubscriptionchange', change);
  expect(worker.sent).toEqual([]);
});
