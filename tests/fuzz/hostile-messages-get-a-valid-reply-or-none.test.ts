import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isForKeyring } from '../../src/protocol/envelopes.ts';
import { PROTOCOL_VERSION } from '../../src/protocol/messages.ts';
import { answerMessage } from '../unit/support/answer-message.ts';
import { createSignedInKeyring } from '../unit/support/keyring.ts';
import { ACME, GLOBEX } from '../unit/support/people.ts';
import { FakeWindowClient } from '../unit/support/window-client.ts';
import { Chance, FUZZ_SEED } from './chance.ts';
import { HOSTILE_PIECES, HOSTILE_URLS } from './hostile-corpus.ts';

/** `npm run test:long` sends 100,000. */
const ROUNDS = Number(process.env.FUZZ_MESSAGES ?? 10_000);
/** Messages to one keyring. */
const GENERATION = 1_000;
const SECRET = /access:|refresh:|codeVerifier|code_verifier(?!_)|sid_/;

interface Hostile {
  readonly type: string;
  readonly ask: Readonly<Record<string, unknown>>;
}

/** Requests as a page makes them, to be spoiled. A sign-out is spoiled always: a whole one does what it says. */
const REQUESTS: readonly [Hostile, ...Hostile[]] = [
  { type: 'claim', ask: {} },
  { type: 'open-organization', ask: { organizationSlug: 'acme' } },
  { type: 'refresh-session', ask: { organizationSlug: 'acme' } },
  { type: 'list-sessions', ask: {} },
  { type: 'list-organizations', ask: {} },
  { type: 'inspect', ask: {} },
  { type: 'keep-warm', ask: {} },
  { type: 'check-connection', ask: {} },
  {
    type: 'start-authorization',
    ask: {
      organizationSlug: 'acme',
      returnTo: '/acme/',
      trigger: 'requested',
      tab: 't',
      prompt: null,
      following: ['globex'],
    },
  },
  { type: 'sign-out', ask: { organizationIds: ['org_nobody'] } },
];

beforeEach(() => {
  vi.stubGlobal('WindowClient', FakeWindowClient);
  vi.stubGlobal('location', { origin: 'https://app.test' });
  vi.stubGlobal('clients', { claim: async () => {} });
  vi.stubGlobal('skipWaiting', async () => {});
});
afterEach(() => vi.unstubAllGlobals());

/** Anything that a structured clone can carry. */
function hostileValue(chance: Chance): unknown {
  switch (chance.below(16)) {
    case 0:
      return null;
    case 1:
      return undefined;
    case 2:
      return chance.pick([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, -0]);
    case 3:
      return 2n ** 64n;
    case 4:
      return new Map([['keyring', PROTOCOL_VERSION]]);
    case 5:
      return [hostileValue(chance)];
    case 6:
      return { toString: 'x', length: 1e9, valueOf: 'y' };
    case 7:
      return JSON.parse('{"__proto__":{"type":"sign-out","ask":{"organizationIds":"all"}}}');
    case 8:
      return new Date(Number.NaN);
    case 9:
      return Uint8Array.of(1, 2, 3);
    case 10:
      return 'x'.repeat(chance.below(20_000));
    case 11: {
      const cyclic: Record<string, unknown> = {};
      cyclic.self = cyclic;
      return cyclic;
    }
    case 12: {
      let deep: unknown = 'x';
      for (let level = chance.below(200); level > 0; level -= 1) deep = { deep };
      return deep;
    }
    case 13:
      return chance.mutate(chance.pick(HOSTILE_URLS), HOSTILE_PIECES);
    default:
      return chance.mutate(chance.pick(['acme', 'sign-out', 'get-token']), HOSTILE_PIECES);
  }
}

function hostileMessage(chance: Chance): unknown {
  if (chance.below(8) === 0) return hostileValue(chance);
  const request = chance.pick(REQUESTS);
  const message: Record<string, unknown> = { keyring: PROTOCOL_VERSION, ...request };
  const ask: Record<string, unknown> = { ...request.ask };
  message.ask = ask;
  const place = chance.below(3) === 0 ? message : ask;
  const known = Object.keys(place);
  const field = chance.pick(['accessToken', ...known, ...known, 'returnTo', 'redirectUri', 'state']);
  place[field] = hostileValue(chance);
  if (chance.below(50) === 0) message.padding = 'x'.repeat(9_000);
  return message;
}

test(`${ROUNDS} hostile messages: each gets a valid reply or an error code, and no session or secret is lost`, {
  timeout: 900_000,
}, async () => {
  console.log(`fuzz: FUZZ_SEED=${FUZZ_SEED}, ${ROUNDS} messages`);
  const chance = new Chance(FUZZ_SEED);
  let keyring = await createSignedInKeyring();
  const codes = new Map<string, number>();

  for (let round = 0; round < ROUNDS; round += 1) {
    // Time stands still here, so what waits for it would pile up.
    if (round % GENERATION === 0) keyring = await createSignedInKeyring();
    const message = hostileMessage(chance);
    const replies = await answerMessage(keyring, message);
    const [reply] = replies as readonly {
      answer?: unknown;
      error?: { code: string; retryAfter: number | null };
    }[];
    expect(replies).toHaveLength(isForKeyring(message) ? 1 : 0);
    if (reply === undefined) continue;
    const code = reply.error?.code ?? (reply.answer === undefined ? 'neither' : 'answered');
    if (round % GENERATION === GENERATION - 1) await Promise.all([ACME, GLOBEX].map(keyring.active));
    codes.set(code, (codes.get(code) ?? 0) + 1);
    // Without a time to try again, it is what the worker reports when it failed in a way that no code is made for.
    if (code === 'temporarily_unavailable') expect(reply.error?.retryAfter).toBeGreaterThan(0);
    const told = JSON.stringify(reply);
    const secret = SECRET.exec(told);
    if (secret !== null)
      expect.fail(`round ${round}: ${told.slice(Math.max(0, secret.index - 80), secret.index + 40)}`);
  }

  console.log(`fuzz: ${JSON.stringify(Object.fromEntries(codes))}`);
  expect(codes.has('neither')).toBe(false);
  expect(codes.get('message_invalid')).toBeGreaterThan(ROUNDS / 10);
  expect(codes.get('answered')).toBeGreaterThan(ROUNDS / 100);
});
