import { expect, test, vi } from 'vitest';
import { createPushHints } from '../../../server/push/push-hints.ts';
import type { PushMessage } from '../../../server/push/push-message.ts';
import { createMemoryPushSubscriptions } from '../../../server/push/push-subscription-store.ts';
import { PushBrowser, VAPID_PUBLIC_KEY } from '../support/push.ts';

const ADA = { userId: 'user_ada', sessionId: 'session_ada' };
const ADA_ELSEWHERE = { userId: 'user_ada', sessionId: 'session_ada_elsewhere' };
const GRACE = { userId: 'user_grace', sessionId: 'session_grace' };
const REVOKED = { id: 'event_1', organizationId: 'org_acme', ...ADA };
const MEMBERSHIP = { id: 'event_2', organizationId: 'org_acme', userId: 'user_ada' };

function createPush({ services, limit }: { services?: readonly string[]; limit?: number } = {}) {
  const store = createMemoryPushSubscriptions();
  const sent: PushMessage[] = [];
  const statuses = new Map<string, number>();
  const push = createPushHints({
    publicKey: VAPID_PUBLIC_KEY,
    store,
    ...(services && { services }),
    ...(limit !== undefined && { limit }),
    // No attempt is repeated in these tests.
    wait: () => new Promise(() => {}),
    send: async (message) => {
      sent.push(message);
      const status = statuses.get(message.endpoint) ?? 201;
      if (status === 0) throw new TypeError('The push service cannot be reached.');
      return { status };
    },
  });
  const ask = (method: string, body?: unknown, owner = ADA): Promise<Response> =>
    push.respond(
      new Request('https://app.test/api/push', {
        method,
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
      owner,
    );
  /** Registers browsers. @returns their endpoints, in the order of a list of the sent messages */
  const register = async (owner: typeof ADA, ...browsers: readonly PushBrowser[]): Promise<void> => {
    for (const browser of browsers) expect((await ask('POST', browser, owner)).status).toBe(204);
  };
  return {
    push,
    store,
    sent,
    statuses,
    ask,
    register,
    endpoints: () => sent.map(({ endpoint }) => endpoint),
  };
}

const browserAt = (path: string): PushBrowser =>
  new PushBrowser(`https://fcm.googleapis.com/fcm/send/${path}`);

test('R49: the end of a session is told to its own browsers, and their subscriptions end with it', async () => {
  const { push, store, register, endpoints } = createPush();
  const [one, two, other] = [browserAt('1'), browserAt('2'), browserAt('3')];
  await register(ADA, one, two);
  await register(ADA_ELSEWHERE, other);
  await register(GRACE, one);
  await push.notify(REVOKED);
  expect(endpoints()).toEqual([one.endpoint, two.endpoint]);
  expect((await store.list('user_ada')).map(({ sessionId }) => sessionId)).toEqual([ADA_ELSEWHERE.sessionId]);
  expect(await store.list('user_grace')).toHaveLength(1);
});

test('a hint that names no session is sent once to each browser of its user', async () => {
  const { push, store, register, endpoints } = createPush();
  const [one, two] = [browserAt('1'), browserAt('2')];
  await register(ADA, one, two);
  await register(ADA_ELSEWHERE, one);
  await register(GRACE, browserAt('3'));
  await push.notify(MEMBERSHIP);
  expect(endpoints().toSorted()).toEqual([one.endpoint, two.endpoint]);
  expect(await store.list('user_ada')).toHaveLength(3);
});

test('a message has the ids of the event and the organization, and nothing else', async () => {
  const { push, register, sent } = createPush();
  await register(ADA, browserAt('1'));
  await push.notify(REVOKED);
  expect(sent).toHaveLength(1);
  const [message] = sent;
  expect(message?.payload).toBe('{"type":"session-hint","id":"event_1","organizationId":"org_acme"}');
  expect(message?.topic).toMatch(/^[A-Za-z0-9_-]{32}$/);
  expect(message?.ttl).toBe(86_400);
  expect(message?.signal.aborted).toBe(false);
});

test.each([404, 410])(
  'a subscription that the push service no longer has (%i) is deleted, of every user',
  async (status) => {
    const { push, store, statuses, register } = createPush();
    const gone = browserAt('gone');
    await register(ADA_ELSEWHERE, gone, browserAt('there'));
    await register(GRACE, gone);
    statuses.set(gone.endpoint, status);
    await push.notify(MEMBERSHIP);
    expect((await store.list('user_ada')).map(({ endpoint }) => endpoint)).toEqual([
      browserAt('there').endpoint,
    ]);
    expect(await store.list('user_grace')).toEqual([]);
  },
);

test.each([0, 301, 307, 403, 413, 429, 500])(
  'another failure (%i) keeps the subscription and stops no other message',
  async (status) => {
    const { push, store, statuses, register, endpoints } = createPush();
    await register(ADA, browserAt('1'), browserAt('2'));
    statuses.set(browserAt('1').endpoint, status);
    await push.notify(MEMBERSHIP);
    expect(endpoints()).toHaveLength(2);
    expect(await store.list('user_ada')).toHaveLength(2);
  },
);

test('a push service that never responds is not awaited for longer than the limit', async () => {
  const limit = new AbortController();
  const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(limit.signal);
  const push = createPushHints({
    publicKey: VAPID_PUBLIC_KEY,
    send: () => new Promise(() => {}),
    wait: () => new Promise(() => {}),
  });
  await push.respond(
    new Request('https://app.test/api/push', { method: 'POST', body: JSON.stringify(browserAt('1')) }),
    ADA,
  );
  const notified = push.notify(REVOKED);
  await vi.waitFor(() => expect(timeout).toHaveBeenCalledWith(10_000));
  limit.abort();
  await notified;
  timeout.mockRestore();
});

test.each([
  ['http', 'http://fcm.googleapis.com/fcm/send/1'],
  ['another host', 'https://push.attacker.test/1'],
  ['this machine', 'https://localhost/1'],
  ['the loopback address', 'https://127.0.0.1/1'],
  ['the metadata address of a cloud', 'https://169.254.169.254/latest/meta-data/'],
  ['an address in IPv6', 'https://[::1]/1'],
  ['a number as an address', 'https://2130706433/1'],
  ['another port', 'https://fcm.googleapis.com:8443/fcm/send/1'],
  ['the usual port, spelled out', 'https://fcm.googleapis.com:443/fcm/send/1'],
  ['a longer host', 'https://fcm.googleapis.com.attacker.test/1'],
  ['a host that ends alike', 'https://xfcm.googleapis.com/1'],
  ['a host that ends like a wildcard', 'https://evilpush.apple.com/1'],
  ['the wildcard without a label', 'https://push.apple.com/1'],
  ['user information', 'https://fcm.googleapis.com@attacker.test/1'],
  ['user information of the service', 'https://ada@fcm.googleapis.com/1'],
  ['a backslash', 'https://attacker.test\\.push.apple.com/1'],
  ['white space', ' https://fcm.googleapis.com/1'],
  ['a line break', 'https://fcm.googleapis.com/1\r\nHost: attacker.test'],
  ['a fragment', 'https://fcm.googleapis.com/1#x'],
  ['capital letters', 'https://FCM.googleapis.com/1'],
  ['a data URL', 'data:text/plain,x'],
  ['no URL', 'fcm.googleapis.com'],
  ['a long path', `https://fcm.googleapis.com/${'x'.repeat(2_048)}`],
])('the server sends to known push services only: %s is refused', async (_name, endpoint) => {
  const { ask, store } = createPush();
  const response = await ask('POST', { ...browserAt('1').toJSON(), endpoint });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ code: 'push_subscription_invalid' });
  expect(await store.list('user_ada')).toEqual([]);
});

test.each([
  'https://fcm.googleapis.com/fcm/send/abc:DEF',
  'https://updates.push.services.mozilla.com/wpush/v2/abc',
  'https://web.push.apple.com/QAbc',
  'https://wns2-par02p.notify.windows.com/w/?token=abc%3d',
])('%s is a push service', async (endpoint) => {
  const { ask } = createPush();
  expect((await ask('POST', new PushBrowser(endpoint))).status).toBe(204);
});

test('a stored endpoint of a service that is no longer listed gets no message', async () => {
  const { push, store, sent } = createPush({ services: ['updates.push.services.mozilla.com'] });
  const { endpoint, keys } = browserAt('1').toJSON();
  await store.put({ endpoint, keys, ...ADA }, 50);
  await push.notify(REVOKED);
  expect(sent).toEqual([]);
});

const VALID = browserAt('1').toJSON();
test.each([
  ['no body', undefined],
  ['no JSON', '{'],
  ['null', null],
  ['a list', []],
  ['no keys', { endpoint: VALID.endpoint }],
  ['a compressed key', { ...VALID, keys: { ...VALID.keys, p256dh: `A${VALID.keys.p256dh.slice(1, 44)}` } }],
  [
    'a key that is no point of the curve',
    { ...VALID, keys: { ...VALID.keys, p256dh: `B${'A'.repeat(86)}` } },
  ],
  ['a long key', { ...VALID, keys: { ...VALID.keys, p256dh: `${VALID.keys.p256dh}AAAA` } }],
  ['a short secret', { ...VALID, keys: { ...VALID.keys, auth: 'AAAA' } }],
  [
    'a key with other characters',
    { ...VALID, keys: { ...VALID.keys, auth: `${VALID.keys.auth.slice(1)}"` } },
  ],
  ['keys that are numbers', { ...VALID, keys: { p256dh: 1, auth: 2 } }],
  ['a replaced endpoint that is no text', { ...VALID, replaces: 7 }],
  ['a large body', { ...VALID, more: 'x'.repeat(9_000) }],
])('a malformed subscription is refused: %s', async (_name, body) => {
  const { ask, store } = createPush();
  expect((await ask('POST', body)).status).toBe(400);
  expect(await store.list('user_ada')).toEqual([]);
});

test('the owner is the session of the token, whatever the body says', async () => {
  const { ask, store } = createPush();
  await ask('POST', { ...VALID, userId: 'user_grace', sessionId: 'session_grace' });
  expect(await store.list('user_ada')).toEqual([{ endpoint: VALID.endpoint, keys: VALID.keys, ...ADA }]);
  expect(await store.list('user_grace')).toEqual([]);
});

test('padding of keys is removed, so that a browser has one form of them', async () => {
  const { ask, store } = createPush();
  const { p256dh, auth } = VALID.keys;
  await ask('POST', { ...VALID, keys: { p256dh: `${p256dh}=`, auth: `${auth}==` } });
  expect((await store.list('user_ada'))[0]?.keys).toEqual({ p256dh, auth });
});

test('a session removes its own subscription, and no other one', async () => {
  const { ask, store, register } = createPush();
  for (const owner of [ADA, ADA_ELSEWHERE, GRACE]) await register(owner, browserAt('1'));
  expect((await ask('DELETE', { endpoint: VALID.endpoint })).status).toBe(204);
  expect((await store.list('user_ada')).map(({ sessionId }) => sessionId)).toEqual([ADA_ELSEWHERE.sessionId]);
  expect(await store.list('user_grace')).toHaveLength(1);
  expect((await ask('DELETE', {})).status).toBe(400);
});

test('a renewed subscription replaces the earlier one of its user only', async () => {
  const { ask, store, register } = createPush();
  await register(ADA, browserAt('old'));
  await register(GRACE, browserAt('old'));
  await ask('POST', { ...VALID, replaces: browserAt('old').endpoint });
  expect((await store.list('user_ada')).map(({ endpoint }) => endpoint)).toEqual([VALID.endpoint]);
  expect(await store.list('user_grace')).toHaveLength(1);
});

test('a user has at most as many subscriptions as the limit: the oldest is deleted', async () => {
  const { store, register } = createPush({ limit: 2 });
  await register(GRACE, browserAt('0'));
  await register(ADA, browserAt('1'), browserAt('2'), browserAt('1'), browserAt('3'));
  expect((await store.list('user_ada')).map(({ endpoint }) => endpoint)).toEqual(
    ['1', '3'].map((path) => browserAt(path).endpoint),
  );
  expect(await store.list('user_grace')).toHaveLength(1);
});

test('the public key is read with GET, and other methods are refused', async () => {
  const { ask } = createPush();
  const response = await ask('GET');
  expect(await response.json()).toEqual({ publicKey: VAPID_PUBLIC_KEY });
  expect(response.headers.get('Cache-Control')).toBe('no-store');
  const refused = await ask('PUT', VALID);
  expect([refused.status, refused.headers.get('Allow')]).toEqual([405, 'GET, HEAD, POST, DELETE']);
});

test.each([
  ['publicKey', { publicKey: 'a private key' }],
  ['services[0]', { services: ['https://push.test'] }],
  ['services[0]', { services: ['*'] }],
  ['services[0]', { services: ['*.com'] }],
  ['limit', { limit: 0 }],
  ['limit', { limit: Number.NaN }],
])('a wrong setting stops the server: %s %o', (setting, wrong) => {
  expect(() =>
    createPushHints({ publicKey: VAPID_PUBLIC_KEY, send: async () => ({ status: 201 }), ...wrong }),
  ).toThrow(expect.objectContaining({ name: 'KeyringConfigurationError', setting }));
});
