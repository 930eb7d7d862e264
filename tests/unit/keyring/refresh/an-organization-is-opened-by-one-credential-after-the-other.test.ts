import { expect, test } from 'vitest';
import { mayOpen, Opening, type OpeningParts } from '../../../../src/keyring/refresh/opening.ts';
import type { Session } from '../../../../src/keyring/session/session.ts';
import type { AuthorizationReason, SessionUser } from '../../../../src/protocol/session-status.ts';
import { keyringErrorOf } from '../../support/errors.ts';
import { ACME, ADA } from '../../support/people.ts';

const ABSENT: Session = { organizationId: ACME.id, generation: 0, status: 'absent' };
const ACTIVE = { organizationId: ACME.id, generation: 1, status: 'active' } as Session;
const needs = (reason: AuthorizationReason, user: SessionUser | null = ADA): Session => ({
  organizationId: ACME.id,
  generation: 1,
  status: 'needs-authorization',
  reason,
  user,
});

/** An opening with the credentials `one` and `two`. The refresh with each ends in its session, or fails with its error. */
function openingOf(results: Readonly<Record<'one' | 'two', Session | Error>>) {
  const tried: string[] = [];
  const places: string[] = [];
  const state = { wait: 0, isRefreshing: false };
  const parts = {
    credentials: { candidatesFor: async () => [{ id: 'one' }, { id: 'two' }] },
    refresher: {
      isRefreshing: () => state.isRefreshing,
      refresh: async (_session: Session, id: 'one' | 'two') => {
        tried.push(id);
        const result = results[id];
        if (result instanceof Error) throw result;
        return result;
      },
    },
    budget: {
      reserve: async () => {
        if (state.wait === 0) places.push('kept');
        return state.wait;
      },
      release: () => void places.push('given back'),
    },
  };
  return { opening: new Opening(parts as unknown as OpeningParts), tried, places, state };
}

test.each([
  ['opens it', ACTIVE, ['one']],
  ['leaves it absent', ABSENT, ['one', 'two']],
  ['has expired', needs('expired'), ['one', 'two']],
  ['was revoked', needs('revoked'), ['one', 'two']],
  ['is refused the organization', needs('not_a_member'), ['one']],
  ['needs single sign-on', needs('sso_required'), ['one']],
] as const)('the next credential is tried unless the first one %s', async (_, first, expected) => {
  const { opening, tried } = openingOf({ one: first, two: ACTIVE });
  const session = await opening.open(ABSENT);
  expect(tried).toEqual(expected);
  expect(session).toBe(expected.length === 1 ? first : ACTIVE);
});

test('each credential is tried once, until the organization was open', async () => {
  const results: Record<'one' | 'two', Session> = { one: needs('expired'), two: needs('expired') };
  const { opening, tried } = openingOf(results);
  await opening.open(ABSENT);
  expect(await opening.open(ABSENT)).toBe(ABSENT);
  expect(tried).toEqual(['one', 'two']);

  const later = openingOf({ one: ACTIVE, two: ABSENT });
  await later.opening.open(ABSENT);
  await later.opening.open(ABSENT);
  expect(later.tried).toEqual(['one', 'one']);
});

test('a credential without a response is tried again', async () => {
  const { opening, tried } = openingOf({ one: new Error('no response'), two: ACTIVE });
  await expect(opening.open(ABSENT)).rejects.toThrow('no response');
  await expect(opening.open(ABSENT)).rejects.toThrow('no response');
  expect(tried).toEqual(['one', 'one']);
});

test('as one of many it takes a place in the limit, and gives it back also if it fails', async () => {
  const { opening, places } = openingOf({ one: ACTIVE, two: ACTIVE });
  expect(await opening.openWithinLimit(ABSENT)).toBe(ACTIVE);
  expect(places).toEqual(['kept', 'given back']);

  const failing = openingOf({ one: new Error('no response'), two: ACTIVE });
  await expect(failing.opening.openWithinLimit(ABSENT)).rejects.toThrow('no response');
  expect(failing.places).toEqual(['kept', 'given back']);
});

test('as one of many it needs no place where it sends nothing itself', async () => {
  const refused = openingOf({ one: needs('expired'), two: needs('revoked') });
  await refused.opening.open(ABSENT);
  expect(await refused.opening.openWithinLimit(ABSENT)).toBe(ABSENT);
  expect(refused.places).toEqual([]);

  const running = openingOf({ one: ACTIVE, two: ACTIVE });
  running.state.isRefreshing = true;
  running.state.wait = 9_000;
  expect(await running.opening.openWithinLimit(ABSENT)).toBe(ACTIVE);
  expect(running.places).toEqual([]);
});

test('without room in the limit nothing is sent, and the error says when there is', async () => {
  const { opening, tried, places, state } = openingOf({ one: ACTIVE, two: ACTIVE });
  state.wait = 9_001;
  const error = await keyringErrorOf(opening.openWithinLimit(ABSENT));
  expect([error.code, error.retryAfter]).toEqual(['temporarily_unavailable', 10]);
  expect([tried, places]).toEqual([[], []]);
});

test.each([
  ['absent', ABSENT, true],
  ['active', ACTIVE, false],
  ['signed out', { organizationId: ACME.id, generation: 1, status: 'signed-out' } as const, false],
  ['expired', needs('expired'), true],
  ['revoked', needs('revoked'), true],
  ['of no member', needs('not_a_member'), true],
  ['in need of single sign-on', needs('sso_required'), false],
  ['expired, of an unknown user', needs('expired', null), false],
] as const)('whether a call may open an organization whose session is %s', (_, session, expected) => {
  expect(mayOpen(session)).toBe(expected);
});
