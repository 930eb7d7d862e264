import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { LoggedEvent } from '../../../src/keyring/ports/observer.ts';
import { KeyringError } from '../../../src/protocol/errors.ts';
import { parsePaths } from '../../../src/protocol/parse-paths.ts';
import type { Organization } from '../../../src/protocol/session-status.ts';
import { WITHOUT_ORGANIZATION } from '../../../src/protocol/without-organization.ts';
import { readClaims } from '../../../src/providers/workos/access-token.ts';
import { createMemoryTable } from '../../../src/storage/table.ts';
import { plain } from '../../../sw/fetch/announcement-records.ts';
import { Announcements } from '../../../sw/fetch/announcements.ts';
import { type ApiResponderParts, createApiResponder } from '../../../sw/fetch/api-responder.ts';
import { PageRequests } from '../../../sw/fetch/page-requests.ts';
import { createKeyring } from '../support/keyring.ts';
import { neverAsked } from '../support/never-asked.ts';
import { ACME, GLOBEX } from '../support/people.ts';

const tokenOf = (organizationId: string | undefined, serial = 1): string =>
  ['{"alg":"none"}', JSON.stringify({ org_id: organizationId, sub: 'user_ada', jti: String(serial) }), 'x']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');
const REFUSED = { status: 401, headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' } };

let sent: Request[] = [];
let answers: (() => Response | Promise<Response>)[] = [];
beforeEach(() => {
  sent = [];
  answers = [];
  vi.stubGlobal('location', { origin: 'https://app.test' });
  vi.stubGlobal('fetch', async (request: Request) => {
    sent.push(request);
    return (answers.shift() ?? (() => new Response('ok')))();
  });
});
afterEach(() => vi.unstubAllGlobals());

/** The real responder, with sessions that the test decides. */
function responder(
  sessions: Partial<
    Record<
      'accessToken' | 'replaceRejectedToken',
      (one: Organization | null, options?: { isForLargeBody?: boolean }) => Promise<string | undefined>
    >
  > = {},
  {
    binding = 'url',
    unconnectedPages = 'refuse',
    apis = [{ origin: 'https://app.test', pathPrefix: '/api' }],
  }: Partial<Pick<ApiResponderParts, 'binding' | 'unconnectedPages' | 'apis'>> = {},
) {
  const reported: string[] = [];
  const announcements = new Announcements(createMemoryTable(), parsePaths(), neverAsked);
  const notified: string[] = [];
  const notes: LoggedEvent[] = [];
  const refusedReplacements: string[] = [];
  const respondToApi = createApiResponder({
    apis,
    paths: parsePaths(),
    announcements,
    directory: createKeyring().directory,
    sessions: {
      accessToken: async (one: Organization | null) => tokenOf(one?.id),
      replaceRejectedToken: async (one: Organization | null) => tokenOf(one?.id, 2),
      reportRefusedReplacement: (_: Organization, token: string) => refusedReplacements.push(token),
      ...sessions,
    } as unknown as ApiResponderParts['sessions'],
    log: (event) => notes.push(event),
    readClaims,
    streams: { endOf: () => undefined },
    openResponses: { add: () => () => {} },
    binding,
    unconnectedPages,
    report: (mistake) => reported.push(mistake.problem),
    pageRequests: new PageRequests(),
    stepUps: createKeyring().stepUps,
    isPage: async () => true,
    notifyAuthorizationRequired: (clientId, { slug }) => notified.push(`${clientId} ${slug}`),
  });
  const call = (
    init: RequestInit = {},
    path = '/api/me',
    kind: Readonly<Record<string, string>> = {},
  ): Promise<Response> | undefined => {
    const request = new Request(`https://app.test${path}`, init);
    for (const [name, value] of Object.entries(kind)) Object.defineProperty(request, name, { value });
    const response = respondToApi(request, 'client-1');
    return response && Promise.resolve(response);
  };
  return { call, announcements, notified, notes, refusedReplacements, reported };
}

const header = (name: string): RequestInit => ({ headers: { 'X-Org-Slug': name } });
const bearers = (): (string | null)[] => sent.map(({ headers }) => headers.get('Authorization'));

test('R10: with the token of the organization that it names, and without the organization header', async () => {
  const { call, announcements } = responder();
  await announcements.set('client-1', 'GET', plain(GLOBEX.slug));
  await call(header('acme'));
  await call();
  expect(bearers()).toEqual([`Bearer ${tokenOf(ACME.id)}`, `Bearer ${tokenOf(GLOBEX.id)}`]);
  expect(sent.some(({ headers }) => headers.has('X-Org-Slug'))).toBe(false);
});

test('R5: what is no API is not touched', async () => {
  const { call } = responder();
  for (const path of ['/', '/apix/me', '/acme/api/me', '/auth/jwks']) expect(call({}, path)).toBeUndefined();
  expect(sent).toEqual([]);
});

test.each(['/', '/sw'])(
  'an announcement is no call of an API at %s of the origin of the app, and every other request is',
  async (pathPrefix) => {
    const { call } = responder({}, { apis: [{ origin: 'https://app.test', pathPrefix }] });
    for (const method of ['GET', 'POST'])
      expect(call({ method, ...header('acme') }, '/sw/announcement')).toBeUndefined();
    await call(header('acme'), '/sw/announcements');
    expect(bearers()).toEqual([`Bearer ${tokenOf(ACME.id)}`]);
  },
);

describe('R6: the keyring does not respond to', () => {
  // What a browser says of a request and Node's `Request` cannot be told.
  test.each([
    ['a navigation', { mode: 'navigate', destination: 'document' }],
    ['a navigation without a destination', { mode: 'navigate', destination: '' }],
    ['a frame', { mode: 'navigate', destination: 'iframe' }],
    ['an image', { mode: 'no-cors', destination: 'image' }],
    ['a script', { mode: 'cors', destination: 'script' }],
    ['a style sheet', { mode: 'no-cors', destination: 'style' }],
    ['a worker', { mode: 'same-origin', destination: 'worker' }],
    ['a prefetch', { mode: 'no-cors', destination: '' }],
  ])('%s that names the API', (_what, kind) => {
    const { call } = responder();
    expect(call(header('acme'), '/api/me', kind)).toBeUndefined();
    expect(sent).toEqual([]);
  });

  test('the ping of a link, and it responds to a beacon', async () => {
    const { call } = responder();
    const kind = { mode: 'no-cors', destination: '' };
    const post = { method: 'POST', ...header('acme') };
    const ping = { ...post, headers: { ...post.headers, 'Ping-To': 'https://app.test/' } };
    expect(call(ping, '/api/me', kind)).toBeUndefined();
    await call(post, '/api/me', kind);
    expect(sent).toHaveLength(1);
  });
});

describe('R7, R10: no request is sent', () => {
  test.each([
    ['without an organization', {}, 401, 'organization_unbound', null],
    ['with a name that is none', header('ACME'), 401, 'organization_unbound', null],
    ['with an unknown name', header('nowhere'), 401, 'organization_unknown', 'nowhere'],
    [
      'with a method that is not routed',
      { method: 'OPTIONS', ...header('acme') },
      405,
      'method_refused',
      null,
    ],
  ])('%s', async (_why, init, status, code, organizationSlug) => {
    const { call } = responder();
    const response = await call(init);
    expect(response?.status).toBe(status);
    expect(await response?.json()).toMatchObject({ code, organizationSlug });
    expect(sent).toEqual([]);
  });

  test('without a session; the page is told the organization to sign in to', async () => {
    const accessToken = async (): Promise<string> => {
      throw new KeyringError('authorization_required', 'Sign in.', {
        organizationSlug: 'acme',
        reason: 'revoked',
      });
    };
    const { call, notified } = responder({ accessToken });
    const response = await call(header('acme'));
    expect(response?.status).toBe(401);
    expect(await response?.json()).toMatchObject({
      code: 'authorization_required',
      organizationSlug: 'acme',
      reason: 'revoked',
    });
    expect(notified).toEqual(['client-1 acme']);
    expect(sent).toEqual([]);
  });

  test('with a token of another organization, from any source', async () => {
    const { call } = responder({ accessToken: async () => tokenOf(GLOBEX.id) });
    expect(await (await call(header('acme')))?.json()).toMatchObject({ reason: 'wrong_organization' });
    expect(sent).toEqual([]);
  });
});

describe('the session without an organization', () => {
  const none = header(WITHOUT_ORGANIZATION);
  const refusing = (reason: string) => async (): Promise<string> => {
    throw new KeyringError('authorization_required', 'Sign in.', { reason });
  };

  test('R10: serves a request that names no organization on purpose, and a plain one of a page of none', async () => {
    const { call, announcements, notes } = responder();
    await call(none);
    await announcements.set('client-1', 'GET', plain(null));
    await call({ referrer: 'https://app.test/sessions' });
    expect(bearers()).toEqual([`Bearer ${tokenOf(undefined)}`, `Bearer ${tokenOf(undefined)}`]);
    expect(sent.some(({ headers }) => headers.has('X-Org-Slug'))).toBe(false);
    expect(notes.map(({ organizationId, detail }) => [organizationId, detail])).toEqual([
      [null, 'header'],
      [null, 'announcement'],
    ]);
  });

  test('R10: serves no page of an organization', async () => {
    const { call, announcements } = responder();
    await announcements.set('client-1', 'GET', plain(null));
    await call({ referrer: 'https://app.test/acme/' });
    expect(bearers()).toEqual([`Bearer ${tokenOf(ACME.id)}`]);
  });

  test.each([
    ['a token of an organization', tokenOf(ACME.id)],
    ['a token whose organization has its key', tokenOf(WITHOUT_ORGANIZATION)],
    ['a token that cannot be read', 'x'],
  ])('R11: sends nothing with %s, from any source', async (_what, token) => {
    const { call } = responder({ accessToken: async () => token });
    const response = await call(none);
    expect(response?.status).toBe(401);
    expect(await response?.json()).toMatchObject({ reason: 'wrong_organization' });
    expect(sent).toEqual([]);
  });

  test('R11: and its token is never sent for an organization', async () => {
    const { call, announcements } = responder({ accessToken: async () => tokenOf(undefined) });
    await announcements.set('client-1', 'GET', plain(null));
    for (const init of [header('acme'), { referrer: 'https://app.test/acme/' }])
      expect(await (await call(init))?.json()).toMatchObject({ reason: 'wrong_organization' });
    expect(sent).toEqual([]);
  });

  test.each(['absent', 'signed-out'])(
    'if it is %s, a plain request is bound to nothing, as before',
    async (reason) => {
      const { call, announcements, notified } = responder({ accessToken: refusing(reason) });
      await announcements.set('client-1', 'GET', plain(null));
      expect(await (await call())?.json()).toMatchObject({ code: 'organization_unbound' });
      expect(await (await call(none))?.json()).toMatchObject({
        code: 'authorization_required',
        organizationSlug: null,
        reason,
      });
      expect([sent, notified]).toEqual([[], []]);
    },
  );

  test('if it has ended, both are told why', async () => {
    const { call, announcements } = responder({ accessToken: refusing('revoked') });
    await announcements.set('client-1', 'GET', plain(null));
    for (const init of [{}, none])
      expect(await (await call(init))?.json()).toMatchObject({
        code: 'authorization_required',
        reason: 'revoked',
      });
  });

  test('R34: a token that the API rejects is replaced once', async () => {
    answers = [() => new Response(null, REFUSED)];
    const { call } = responder();
    expect((await call(none))?.status).toBe(200);
    expect(bearers()).toEqual([`Bearer ${tokenOf(undefined)}`, `Bearer ${tokenOf(undefined, 2)}`]);
  });

  test('a request for data of an organization is not sent with it', async () => {
    const { call } = responder();
    const headers = { 'X-Org-Slug': WITHOUT_ORGANIZATION, 'X-Keyring-Owner': `${ACME.id}/user_ada` };
    expect(await (await call({ headers }))?.json()).toMatchObject({ reason: 'wrong_user' });
    expect(sent).toEqual([]);
  });
});

describe('a request that names its owner', () => {
  const owned = (owner: string): RequestInit => ({
    headers: { 'X-Org-Slug': 'acme', 'X-Keyring-Owner': owner },
  });

  test('is sent in the session of that user and organization, without the owner header', async () => {
    const { call } = responder();
    expect((await call(owned(`${ACME.id}/user_ada`)))?.status).toBe(200);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.headers.has('X-Keyring-Owner')).toBe(false);
  });

  test.each([`${ACME.id}/user_grace`, `${GLOBEX.id}/user_ada`, `${ACME.id}/`, 'nonsense', ''])(
    'is rejected when the owner is %j, and no sign-in is required',
    async (owner) => {
      const { call, notified } = responder();
      const response = await call(owned(owner));
      expect(response?.status).toBe(401);
      expect(await response?.json()).toMatchObject({ code: 'organization_unbound', reason: 'wrong_user' });
      expect([sent, notified]).toEqual([[], []]);
    },
  );

  test('is also rejected if the replacement of a rejected token belongs to another user', async () => {
    const other = ['{"alg":"none"}', JSON.stringify({ org_id: ACME.id, sub: 'user_grace' }), 'x'];
    const token = other.map((part) => Buffer.from(part).toString('base64url')).join('.');
    const { call } = responder({ replaceRejectedToken: async () => token });
    answers = [() => new Response(null, REFUSED)];
    expect((await call(owned(`${ACME.id}/user_ada`)))?.status).toBe(401);
    expect(sent).toHaveLength(1);
  });
});

describe('R34: a token that the API refuses', () => {
  test('is replaced, and the whole request is sent again', async () => {
    const { call, refusedReplacements } = responder();
    answers = [() => new Response(null, REFUSED)];
    const response = await call({ method: 'POST', body: 'hello', ...header('acme') });
    expect(await response?.text()).toBe('ok');
    expect(bearers()).toEqual([`Bearer ${tokenOf(ACME.id)}`, `Bearer ${tokenOf(ACME.id, 2)}`]);
    expect(refusedReplacements).toEqual([]);
    expect(await Promise.all(sent.map((request) => request.text()))).toEqual(['hello', 'hello']);
  });

  test('R45: is not replaced by a token of a user who has signed in meanwhile', async () => {
    const other = ['{"alg":"none"}', JSON.stringify({ org_id: ACME.id, sub: 'user_grace' }), 'x'];
    const token = other.map((part) => Buffer.from(part).toString('base64url')).join('.');
    const { call } = responder({ replaceRejectedToken: async () => token });
    answers = [() => new Response(null, REFUSED)];
    const response = await call({ method: 'POST', body: 'from Ada', ...header('acme') });
    expect(await response?.json()).toMatchObject({ code: 'organization_unbound', reason: 'wrong_user' });
    expect(bearers()).toEqual([`Bearer ${tokenOf(ACME.id)}`]);
  });

  test('is replaced once', async () => {
    const { call, refusedReplacements } = responder();
    answers = Array.from({ length: 5 }, () => () => new Response(null, REFUSED));
    expect((await call(header('acme')))?.status).toBe(401);
    expect(sent).toHaveLength(2);
    expect(refusedReplacements).toEqual([tokenOf(ACME.id, 2)]);
  });

  test('and that cannot be replaced again so soon gets the 401 of the API', async () => {
    const { call } = responder({ replaceRejectedToken: async () => undefined });
    answers = [() => new Response('theirs', REFUSED)];
    const response = await call(header('acme'));
    expect([response?.status, await response?.text()]).toEqual([401, 'theirs']);
    expect(sent).toHaveLength(1);
  });

  test.each([403, 401, 500])('is not indicated by a bare %i', async (status) => {
    const { call } = responder();
    answers = [() => new Response('theirs', { status })];
    expect(await (await call(header('acme')))?.text()).toBe('theirs');
    expect(sent).toHaveLength(1);
  });

  test('that cannot be replaced now does not sign the user out', async () => {
    const replaceRejectedToken = async (): Promise<string> => {
      throw new KeyringError('offline', 'Offline.', { retryAfter: 3 });
    };
    const { call } = responder({ replaceRejectedToken });
    answers = [() => new Response(null, REFUSED)];
    const response = await call(header('acme'));
    expect([response?.status, response?.headers.get('Retry-After')]).toEqual([503, '3']);
  });
});

test('a network error of the API stays one', async () => {
  const { call } = responder();
  answers = [() => Promise.reject(new TypeError('failed to fetch'))];
  expect((await call(header('acme')))?.type).toBe('error');
});

test('the binding of a call, and the reason of a rejection, are logged', async () => {
  const { call, notes } = responder();
  await call(header('acme'));
  await call();
  expect(notes).toEqual([
    { event: 'call', organizationId: ACME.id, detail: 'header', duration: expect.any(Number) },
    { event: 'call-refused', organizationId: null, detail: 'organization_unbound' },
  ]);
});

describe('binding: explicit', () => {
  test('a call that names its organization leaves with its token', async () => {
    const { call } = responder({}, { binding: 'explicit' });
    await call(header('acme'));
    expect(bearers()).toEqual([`Bearer ${tokenOf(ACME.id)}`]);
  });

  test.each([
    ['from a page of an organization', { referrer: 'https://app.test/acme/' }],
    ['from a page that announced one', {}],
  ])(
    'a call without an organization is refused, %s, and the error says what to write',
    async (_from, kind) => {
      const { call, announcements } = responder({}, { binding: 'explicit' });
      await announcements.set('client-1', 'GET', plain(GLOBEX.slug));
      const response = await call({}, '/api/me', kind);
      const problem: Record<string, unknown> = await response?.json();
      expect([response?.status, problem.code, problem.organizationSlug]).toEqual([
        401,
        'organization_unbound',
        null,
      ]);
      expect(problem.detail).toContain('orgFetch(slug');
      expect(problem.detail).toContain('X-Org-Slug');
      expect(sent).toEqual([]);
    },
  );
});

describe('a plain call during a change of organization', () => {
  const onPageOf = (slug: string) => ({ referrer: `${location.origin}/${slug}/` });

  test.each([
    ['is reported in development', 'localhost', 'globex', 1],
    ['is not reported in production', 'app.test', 'globex', 0],
    ['is not reported if page and announcement agree', 'localhost', 'acme', 0],
  ])('%s', async (_what, hostname, announced, count) => {
    vi.stubGlobal('location', { origin: 'https://app.test', hostname });
    const { call, announcements, reported } = responder();
    const { slug } = announced === 'acme' ? ACME : GLOBEX;
    await announcements.set('client-1', 'GET', { slug, kind: 'confirmed', number: 1 });
    await call({}, '/api/me?user=1', onPageOf('acme'));
    await call(header('acme'), '/api/me', onPageOf('acme'));
    expect(reported).toHaveLength(count);
    expect(reported.join()).not.toContain('user');
    expect(bearers()).toEqual([`Bearer ${tokenOf(ACME.id)}`, `Bearer ${tokenOf(ACME.id)}`]);
  });
});

describe('unconnectedPages: pass', () => {
  const own = { headers: { Authorization: 'Bearer of-the-page' }, method: 'POST', body: 'hello' };
  const pass = { unconnectedPages: 'pass' } as const;

  test('a page that never connected keeps its own Authorization', async () => {
    const { call } = responder({}, pass);
    const onPage = { referrer: 'https://app.test/acme/' };
    expect(await (await call(own, '/api/me', onPage))?.text()).toBe('ok');
    expect(bearers()).toEqual(['Bearer of-the-page']);
    expect(await sent[0]?.text()).toBe('hello');
  });

  test('a call that names an organization gets its token', async () => {
    const { call } = responder({}, pass);
    await call({ headers: { ...own.headers, 'X-Org-Slug': 'acme' } });
    expect(bearers()).toEqual([`Bearer ${tokenOf(ACME.id)}`]);
  });

  test.each([
    ['connected', (all: Announcements) => all.connect('client-1')],
    ['announced an organization', (all: Announcements) => all.set('client-1', 'GET', plain(ACME.slug))],
    ['announced that its URL names none', (all: Announcements) => all.set('client-1', 'GET', plain(null))],
  ])('a page that %s is handled as usual', async (_what, connect) => {
    const { call, announcements } = responder({}, pass);
    await connect(announcements);
    await call(own, '/api/me', { referrer: 'https://app.test/acme/' });
    expect(bearers()).toEqual([`Bearer ${tokenOf(ACME.id)}`]);
  });

  test('R10: what a page announces while the worker reads whether it connected is not about its earlier call', async () => {
    const { call, announcements } = responder({}, pass);
    await announcements.set('client-1', 'POST', plain(ACME.slug));
    vi.spyOn(announcements, 'isConnected').mockImplementation(async () => {
      await announcements.set('client-1', 'POST', plain(null));
      return true;
    });
    await call(own, '/api/me', { referrer: '' });
    expect(bearers()).toEqual([`Bearer ${tokenOf(ACME.id)}`]);
  });

  test('a restarted worker still knows which pages connected', async () => {
    const table = createMemoryTable();
    await new Announcements(table, parsePaths(), neverAsked).connect('client-1');
    const restarted = new Announcements(table, parsePaths(), neverAsked);
    expect(await restarted.isConnected('client-1')).toBe(true);
    expect(await restarted.isConnected('client-2')).toBe(false);
    await restarted.deleteGone(async () => new Set());
    expect(await table.entries()).toEqual([]);
  });

  test('by default such a page is refused: it has no organization', async () => {
    const { call } = responder();
    expect((await call(own))?.status).toBe(401);
    expect(sent).toEqual([]);
  });
});
describe('a body', () => {
  const KB = 1024;
  const post = (size: number, headers: Record<string, string> = {}): RequestInit => ({
    method: 'POST',
    body: new Uint8Array(size),
    headers: { 'X-Org-Slug': 'acme', ...headers },
  });

  test('of up to 256 KB is sent again whole with the token that replaces a rejected one', async () => {
    const { call } = responder();
    answers = [() => new Response(null, REFUSED)];
    expect((await call(post(256 * KB)))?.status).toBe(200);
    const sizes = await Promise.all(sent.map(async (request) => (await request.arrayBuffer()).byteLength));
    expect(sizes).toEqual([256 * KB, 256 * KB]);
  });

  /** A stream that its page ends only after the response. */
  const endless = (): RequestInit & { duplex: 'half' } => ({
    ...post(0),
    body: new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(1)) }),
    duplex: 'half',
  });

  test.each([
    ['that has not ended', endless()],
    ['that is larger', post(256 * KB + 1)],
    ['that the page calls large', post(1, { 'X-Keyring-Large-Body': '1' })],
  ])('%s is not sent again, and the refusal says so', async (_which, init) => {
    const { call } = responder();
    answers = [() => new Response(null, REFUSED)];
    const response = await call(init);
    expect(response?.status).toBe(503);
    expect(await response?.json()).toMatchObject({ code: 'body_not_repeated', organizationSlug: 'acme' });
    expect(sent).toHaveLength(1);
    expect(sent[0]?.headers.has('X-Keyring-Large-Body')).toBe(false);
  });

  test('that the page calls large waits for a refresh that is due', async () => {
    const asked: (boolean | undefined)[] = [];
    const { call } = responder({
      accessToken: async (one, options) => {
        asked.push(options?.isForLargeBody);
        return tokenOf(one?.id);
      },
    });
    await call(post(1));
    await call(post(1, { 'X-Keyring-Large-Body': '1' }));
    expect(asked).toEqual([false, true]);
  });
});

describe('a request that its page no longer wants', () => {
  const named = (name: string): RequestInit => ({
    headers: { 'X-Org-Slug': 'acme', 'X-Keyring-Request': name },
  });
  const end = (name: string): void => {
    const channel = new BroadcastChannel('keyring-request-end');
    channel.postMessage(name);
    channel.close();
  };

  test.each(['page-1/1', 'page-1/'])(
    'ends with the message %j, and no other request does',
    async (message) => {
      const sent: Request[] = [];
      vi.stubGlobal('fetch', async (request: Request) => {
        sent.push(request);
        return new Response('ok');
      });
      const { call } = responder();
      for (const name of ['page-1/1', 'page-2/1', 'page-11/1']) await call(named(name));
      end(message);
      await vi.waitFor(() => expect(sent.map(({ signal }) => signal.aborted)).toEqual([true, false, false]));
    },
  );

  test('is not sent if the message comes while it waits for a token', async () => {
    const { call } = responder({
      accessToken: async (one) => {
        end('page-1/1');
        await vi.waitFor(() => expect(ended.aborted).toBe(true));
        await new Promise((resolve) => setImmediate(resolve));
        return tokenOf(one?.id);
      },
    });
    const witness = new AbortController();
    const ended = witness.signal;
    const channel = new BroadcastChannel('keyring-request-end');
    // Listeners are called in the order in which the channels were made, so the worker has received it then.
    channel.onmessage = () => witness.abort();
    vi.stubGlobal('fetch', async ({ signal }: Request) => {
      signal.throwIfAborted();
      return new Response('ok');
    });
    expect((await call(named('page-1/1')))?.type).toBe('error');
    channel.close();
  });
});

test('R48: a request with a ticket passes, and one with a text like a ticket does not', async () => {
  const { call } = responder();
  const withAuthorization = (value: string): RequestInit => ({
    headers: { 'X-Org-Slug': 'acme', Authorization: value },
  });
  const ticket = 'a'.repeat(43);
  expect(call(withAuthorization(`Ticket ${ticket}`))).toBeUndefined();
  for (const value of [`Ticket ${ticket}a`, `Ticket ${ticket}, Bearer x`, `Bearer ${ticket}`, 'Ticket x.y.z'])
    expect((await call(withAuthorization(value)))?.status).toBe(200);
  expect(bearers()).toEqual(Array.from({ length: 4 }, () => `Bearer ${tokenOf(ACME.id)}`));
});
