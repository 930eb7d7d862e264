import { describe, expect, test } from 'vitest';
import {
  absentSession,
  type Grant,
  reduceSession,
  type Session,
  type SessionEffect,
  type SessionEvent,
} from '../../../src/keyring/session/session.ts';
import { receiveTokens } from '../../../src/keyring/session/token-set.ts';
import { ADA, GRACE } from '../support/people.ts';

const ORG = 'org_acme';
const tokens = (name: string) => receiveTokens(`access ${name}`, `refresh ${name}`, 300, 1000, 0);
const grantOf = (user = ADA, sessionId = 'sid_1'): Grant => ({
  tokens: tokens('new'),
  user,
  sessionId,
  issuedAt: 9,
});
const times = { signedInAt: 500, authorizedAt: 5 };
const at = 2000;

const STATES: Record<Session['status'], Session> = {
  absent: absentSession(ORG),
  active: {
    organizationId: ORG,
    generation: 3,
    status: 'active',
    user: ADA,
    sessionId: 'sid_1',
    tokens: tokens('old'),
    ...times,
    issuedAt: 5,
  },
  'needs-authorization': {
    organizationId: ORG,
    generation: 3,
    status: 'needs-authorization',
    reason: 'expired',
    user: ADA,
  },
  'signed-out': { organizationId: ORG, generation: 3, status: 'signed-out' },
};
const EVENTS = {
  authorized: (basedOn: number): SessionEvent => ({ type: 'authorized', grant: grantOf(), at, basedOn }),
  'authorized late': (basedOn: number): SessionEvent => ({
    type: 'authorized',
    grant: grantOf(ADA, 'sid_2'),
    at,
    basedOn: basedOn - 1,
  }),
  'authorized anew': (basedOn: number): SessionEvent => ({
    type: 'authorized',
    grant: grantOf(ADA, 'sid_2'),
    at,
    basedOn,
  }),
  'authorized as another': (basedOn: number): SessionEvent => ({
    type: 'authorized',
    grant: grantOf(GRACE, 'sid_3'),
    at,
    basedOn,
  }),
  'authorization failed': (): SessionEvent => ({ type: 'authorization-failed', reason: 'not_a_member' }),
  'authorization interrupted': (): SessionEvent => ({ type: 'authorization-interrupted' }),
  refreshed: (basedOn: number): SessionEvent => ({
    type: 'refreshed',
    grant: grantOf(),
    ...times,
    basedOn,
  }),
  'refreshed late': (basedOn: number): SessionEvent => ({
    type: 'refreshed',
    grant: grantOf(),
    ...times,
    basedOn: basedOn - 1,
  }),
  rotated: (basedOn: number): SessionEvent => ({ type: 'rotated', refreshToken: 'refresh new', basedOn }),
  'rotated late': (basedOn: number): SessionEvent => ({
    type: 'rotated',
    refreshToken: 'refresh new',
    basedOn: basedOn - 1,
  }),
  'limit reached': (basedOn: number): SessionEvent => ({ type: 'limit-reached', basedOn }),
  'limit reached late': (basedOn: number): SessionEvent => ({ type: 'limit-reached', basedOn: basedOn - 1 }),
  ended: (basedOn: number): SessionEvent => ({ type: 'ended', reason: 'revoked', basedOn }),
  'ended late': (basedOn: number): SessionEvent => ({
    type: 'ended',
    reason: 'revoked',
    basedOn: basedOn - 1,
  }),
  'signed out': (): SessionEvent => ({ type: 'signed-out' }),
};

const revoke = (sessionId: string): SessionEffect => ({ type: 'revoke', sessionId });
const purge = (userId: string): SessionEffect => ({ type: 'delete-user-data', userId });
type Row = readonly [
  keyof typeof EVENTS,
  Session['status'],
  Session['status'] | 'same',
  readonly SessionEffect[],
];

const TABLE: readonly Row[] = [
  ['authorized', 'absent', 'active', []],
  ['authorized', 'active', 'active', []],
  ['authorized', 'needs-authorization', 'active', []],
  ['authorized', 'signed-out', 'active', []],
  ['authorized late', 'active', 'active', [revoke('sid_1')]],
  ['authorized late', 'needs-authorization', 'active', []],
  ['authorized late', 'signed-out', 'same', [revoke('sid_2')]],
  ['authorized anew', 'absent', 'active', []],
  ['authorized anew', 'active', 'active', [revoke('sid_1')]],
  ['authorized anew', 'needs-authorization', 'active', []],
  ['authorized anew', 'signed-out', 'active', []],
  ['authorized as another', 'absent', 'active', []],
  ['authorized as another', 'active', 'active', [revoke('sid_1'), purge(ADA.id)]],
  ['authorized as another', 'needs-authorization', 'active', [purge(ADA.id)]],
  ['authorized as another', 'signed-out', 'active', []],
  ['authorization failed', 'absent', 'needs-authorization', []],
  ['authorization failed', 'active', 'same', []],
  ['authorization failed', 'needs-authorization', 'needs-authorization', []],
  ['authorization failed', 'signed-out', 'needs-authorization', []],
  ['authorization interrupted', 'absent', 'same', []],
  ['authorization interrupted', 'active', 'same', []],
  ['authorization interrupted', 'needs-authorization', 'same', []],
  ['authorization interrupted', 'signed-out', 'same', []],
  ['refreshed', 'absent', 'same', [revoke('sid_1')]],
  ['refreshed', 'active', 'active', []],
  ['refreshed', 'needs-authorization', 'same', [revoke('sid_1')]],
  ['refreshed', 'signed-out', 'same', [revoke('sid_1')]],
  ['refreshed late', 'absent', 'same', [revoke('sid_1')]],
  ['refreshed late', 'active', 'same', []],
  ['refreshed late', 'needs-authorization', 'same', [revoke('sid_1')]],
  ['refreshed late', 'signed-out', 'same', [revoke('sid_1')]],
  ['rotated', 'absent', 'same', []],
  ['rotated', 'active', 'active', []],
  ['rotated', 'needs-authorization', 'same', []],
  ['rotated', 'signed-out', 'same', []],
  ['rotated late', 'active', 'same', []],
  ['limit reached', 'absent', 'same', []],
  ['limit reached', 'active', 'needs-authorization', [revoke('sid_1')]],
  ['limit reached', 'needs-authorization', 'same', []],
  ['limit reached', 'signed-out', 'same', []],
  ['limit reached late', 'active', 'same', []],
  ['ended', 'active', 'needs-authorization', []],
  ['ended', 'needs-authorization', 'needs-authorization', []],
  ['ended late', 'absent', 'same', []],
  ['ended late', 'active', 'same', []],
  ['ended late', 'needs-authorization', 'same', []],
  ['ended late', 'signed-out', 'same', []],
  ['signed out', 'absent', 'signed-out', []],
  ['signed out', 'active', 'signed-out', [revoke('sid_1'), purge(ADA.id)]],
  ['signed out', 'needs-authorization', 'signed-out', [purge(ADA.id)]],
  ['signed out', 'signed-out', 'same', []],
];

describe('the session reducer', () => {
  test.each(TABLE)('%s on %s: %s', (event, status, expected, effects) => {
    const before = STATES[status];
    const { session, effects: actual } = reduceSession(before, EVENTS[event](before.generation));
    if (expected === 'same') expect(session).toBe(before);
    else {
      expect(session.status).toBe(expected);
      expect(session.generation).toBe(before.generation + 1);
      expect(session.organizationId).toBe(ORG);
    }
    expect([...actual].sort(byType)).toEqual([...effects].sort(byType));
  });

  test('R29: a refresh keeps when the person signed in, and takes the whole new pair', () => {
    const { session } = reduceSession(STATES.active, EVENTS.refreshed(3));
    expect(session).toEqual({ ...STATES.active, generation: 4, tokens: tokens('new'), issuedAt: 9 });
  });

  test('R31: a rotation keeps the access token that was checked, and its age', () => {
    const { session } = reduceSession(STATES.active, EVENTS.rotated(3));
    const kept = { ...tokens('old'), refreshToken: 'refresh new' };
    expect(session).toEqual({ ...STATES.active, generation: 4, tokens: kept });
  });

  test('R43: a limit of this device ends a session as expired', () => {
    const { session } = reduceSession(STATES.active, EVENTS['limit reached'](3));
    expect(session).toMatchObject({ reason: 'expired', user: ADA });
  });

  test('an authorization starts the session anew', () => {
    const { session } = reduceSession(STATES.active, EVENTS['authorized as another'](3));
    expect(session).toMatchObject({ user: GRACE, sessionId: 'sid_3', signedInAt: at, tokens: tokens('new') });
  });

  test.each(['ended', 'signed out', 'limit reached', 'authorization failed'] as const)(
    'after %s no token is left',
    (event) => {
      for (const status of ['active', 'needs-authorization'] as const) {
        if (event === 'authorization failed' && status === 'active') continue;
        const { session } = reduceSession(STATES[status], EVENTS[event](3));
        expect(JSON.stringify(session)).not.toMatch(/access|refresh |sid_/);
        if (event === 'signed out') expect(JSON.stringify(session)).not.toMatch(/ada|user/i);
        else expect(session).toMatchObject({ user: ADA });
      }
    },
  );
});

function byType(a: SessionEffect, b: SessionEffect): number {
  return a.type.localeCompare(b.type);
}
