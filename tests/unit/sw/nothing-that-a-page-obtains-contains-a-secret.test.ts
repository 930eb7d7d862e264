import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type KeyringEvent, PROTOCOL_VERSION } from '../../../src/protocol/messages.ts';
import { DEADLINES, type RequestType } from '../../../src/protocol/requests.ts';
import { createSessionHandle } from '../../../src/protocol/session-handle.ts';
import { isUsable } from '../../../src/protocol/session-status.ts';
import { WITHOUT_ORGANIZATION } from '../../../src/protocol/without-organization.ts';
import { answerMessage } from '../support/answer-message.ts';
import { adaIn, answer, INVALID_GRANT } from '../support/fake-authkit.ts';
import { settle } from '../support/fake-platform.ts';
import { createSignedInKeyring, type TestKeyring } from '../support/keyring.ts';
import { ACME, ADA, GLOBEX } from '../support/people.ts';
import { FakeWindowClient } from '../support/window-client.ts';

const PAGE = 'page-1';
const AUTHORIZATION = {
  organizationSlug: 'acme',
  returnTo: '/acme/',
  trigger: 'requested',
  tab: 'tab-1',
  prompt: null,
  loginHint: null,
  following: ['globex'],
};

/** What a page can ask: each request of the contract. The compiler and the first test require one for a new request. */
const REQUESTS: { readonly [T in RequestType]: readonly object[] } = {
  claim: [{}],
  'open-organization': [{ organizationSlug: 'acme' }, { organizationSlug: 'unknown' }],
  'sign-in-silently': [{ organizationSlug: 'globex' }],
  'refresh-session': [{ organizationSlug: 'acme' }, { organizationSlug: 'globex' }],
  'list-sessions': [{}],
  'list-organizations': [{}],
  'list-known-organizations': [{}],
  inspect: [{}],
  'keep-warm': [{}],
  'check-connection': [{}],
  'start-authorization': [AUTHORIZATION, { ...AUTHORIZATION, stepUp: 'unknown' }],
  'answer-step-up': [{ id: 'unknown', answer: 'shown' }],
  'sign-out': [{ organizationIds: ['org_unknown'] }],
};

/** What the worker sends by itself: each event of the contract. */
const EVENTS: {
  readonly [T in KeyringEvent['type']]: (keyring: TestKeyring) => Promise<Extract<KeyringEvent, { type: T }>>;
} = {
  'sessions-changed': async ({ overview }) => ({
    type: 'sessions-changed',
    ...(await overview.snapshot()),
    storage: 'durable',
  }),
  'organizations-changed': async () => ({ type: 'organizations-changed' }),
  'authorization-required': async () => ({ type: 'authorization-required', organization: ACME }),
  'step-ups-changed': async ({ told }) => ({
    type: 'step-ups-changed',
    waiting: told.stepUps.get(PAGE) ?? [],
  }),
};

beforeEach(() => {
  vi.stubGlobal('WindowClient', FakeWindowClient);
  vi.stubGlobal('location', { origin: 'https://app.test' });
  vi.stubGlobal('clients', { claim: async () => {} });
  vi.stubGlobal('skipWaiting', async () => {});
});
afterEach(() => vi.unstubAllGlobals());

/** Every value that the stores and the provider hold and a page must not. */
class Canaries {
  readonly #values = new Set<string>();

  async collect({ credentials, store, authkit }: TestKeyring): Promise<void> {
    for (const { refreshToken, sessionId } of await credentials.list()) this.#add(refreshToken, sessionId);
    for (const session of await store.list())
      if (session.status === 'active') this.#add(session.tokens.accessToken, session.sessionId);
    for (const { credential } of authkit.calls) this.#add(credential);
  }

  async collectFlow(keyring: TestKeyring, authorizationUrl: string): Promise<void> {
    this.#add((await keyring.storedFlow(authorizationUrl)).codeVerifier);
  }

  get size(): number {
    return this.#values.size;
  }

  /** The canaries in a text, without those that it may hold. */
  foundIn(text: string, except: readonly string[] = []): readonly string[] {
    return [...this.#values].filter(
      (value) => !except.includes(value) && text.includes(JSON.stringify(value).slice(1, -1)),
    );
  }

  #add(...values: readonly string[]): void {
    for (const value of values) this.#values.add(value);
  }
}

/** Lets time pass until the response is there: some wait for AuthKit. */
async function inTime<T>({ platform }: TestKeyring, work: Promise<T>): Promise<T> {
  let isDone = false;
  const done = work.finally(() => {
    isDone = true;
  });
  await settle();
  while (!isDone) await platform.advance(1_000);
  return done;
}

/** Everything that a page can obtain now, as text. */
async function obtain(keyring: TestKeyring, canaries: Canaries): Promise<string> {
  const obtained: unknown[] = [];
  for (const [type, requests] of Object.entries(REQUESTS))
    for (const ask of requests) {
      await canaries.collect(keyring);
      const replies = await inTime(keyring, answerMessage(keyring, { keyring: PROTOCOL_VERSION, type, ask }));
      expect(replies, type).toHaveLength(1);
      for (const url of JSON.stringify(replies).match(/https:[^"]*authorize[^"]*/g) ?? [])
        await canaries.collectFlow(keyring, url);
      obtained.push(replies);
    }
  for (const read of Object.values(EVENTS)) obtained.push(await read(keyring));
  for (const { organization, session } of await keyring.overview.statuses())
    if (isUsable(session)) {
      const handle = createSessionHandle(organization, session);
      obtained.push(
        handle,
        ...handle.split('.').map((part) => atob(part.replaceAll('-', '+').replaceAll('_', '/'))),
      );
    }
  await canaries.collect(keyring);
  return JSON.stringify(obtained);
}

test('every request and every event of the contract is swept', () => {
  expect(Object.keys(REQUESTS).sort()).toEqual(Object.keys(DEADLINES).sort());
});

test('R1: no response, event, problem or handle contains a token, a code, a verifier or a session id, in any state', async () => {
  const keyring = await createSignedInKeyring();
  const { platform, authkit, manager, stepUps } = keyring;
  const canaries = new Canaries();
  const texts: string[] = [];
  const sweep = async (): Promise<void> => void texts.push(await obtain(keyring, canaries));

  await sweep();
  // A sign-in that is in progress, and a request that waits for one.
  await canaries.collectFlow(keyring, await keyring.begin(ACME));
  const request = { method: 'DELETE', origin: 'https://app.test', path: '/api/notes', maxAge: 300 };
  void stepUps.hold({ ...request, clientId: PAGE, organization: ACME, userId: ADA.id });
  await sweep();
  // An impersonation, whose limit is stated.
  const impersonator = { email: 'support@example.com', reason: 'Ticket 4711' };
  await keyring.signIn(ACME, { ...adaIn(ACME.id), impersonator, limits: { expiresAt: null, maxAge: 3600 } });
  await sweep();
  // Tokens that expired, responses that are refused, unreadable or contain tokens, and a session that has ended.
  platform.time += 301_000;
  const quoting = answer(400, { error: 'access_denied', error_description: 'refresh:canary access:canary' });
  authkit.script(GLOBEX.id, quoting);
  authkit.script(ACME.id, answer(200, '<html>access:canary</html>'), INVALID_GRANT);
  await sweep();
  platform.time += 120_000;
  await sweep();
  await manager.signOut([GLOBEX.id]);
  await sweep();

  expect(canaries.size).toBeGreaterThan(10);
  const text = texts.join('\n');
  for (const word of [
    'ada@example.com',
    'support@example.com',
    'needs-authorization',
    'signed-out',
    '/api/notes',
    'endsAt',
  ])
    expect(text).toContain(word);
  expect(canaries.foundIn(text)).toEqual([]);
  expect(text).not.toMatch(/access:|refresh:|code:|codeVerifier|refreshToken|accessToken"/);
});

test('a sign-out gives the page the logout URL of one session, and no other secret', async () => {
  const keyring = await createSignedInKeyring();
  const canaries = new Canaries();
  await canaries.collect(keyring);
  for (const organizationIds of [[ACME.id, WITHOUT_ORGANIZATION], 'all'] as const) {
    const ask = { organizationIds };
    const text = JSON.stringify(
      await answerMessage(keyring, { keyring: PROTOCOL_VERSION, type: 'sign-out', ask }),
    );
    // The id of the session is what ends it at AuthKit.
    expect(canaries.foundIn(text, [`sid_${GLOBEX.id}`])).toEqual([]);
    expect(text.includes('logout?session_id=')).toBe(organizationIds === 'all');
  }
});
