import { describe, expect, test } from 'vitest';
import { reduceSession } from '../../../../src/keyring/session/reduce-session.ts';
import {
  absentSession,
  type Grant,
  type Session,
  type SessionEffect,
  type SessionEvent,
} from '../../../../src/keyring/session/session.ts';
import { receiveTokens } from '../../../../src/keyring/session/token-set.ts';
import { NO_CLAIMS } from '../../../support/blank-claims.ts';
import { ADA, GRACE } from '../../support/people.ts';

const ORG = 'org_acme';
const tokens = (name: string) => receiveTokens(`access ${name}`, 300, 1000, 0);
const grantOf = (user = ADA, sessionId = 'sid_1'): Grant => ({
  tokens: tokens('new'),
  refreshToken: 'refresh new',
  user,
  sessionId,
  claims: NO_CLAIMS,
  issuedAt: 9,
});
const signedInAt = 500;
/** Of a refresh: the same credential. */
const renewed = { credentialId: 'credential_1', signedInAt, maxAge: null };
/** Of a sign-in: another credential. */
const signedIn = { credentialId: 'credential_2', signedInAt: 2000, maxAge: null };

const STATES: Record<Session['status'], Session> = {
  absent: absentSession(ORG),
  active: {
    organizationId: ORG,
    generation: 3,
    status: 'active',
    user: ADA,
    sessionId: 'sid_1',
    tokens: tokens('old'),
    ...renewed,
    claims: NO_CLAIMS,
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
  granted: (basedOn: number): SessionEvent => ({ type: 'granted', grant: grantOf(), ...signedIn, basedOn }),
  'granted late': (basedOn: number): SessionEvent => ({
    type: 'granted',
    grant: grantOf(ADA, 'sid_2'),
    ...signedIn,
    basedOn: basedOn - 1,
  }),
  'granted again': (basedOn: number): SessionEvent => ({
    type: 'granted',
    grant: grantOf(ADA, 'sid_2'),
    ...signedIn,
    basedOn,
  }),
  'granted to another user': (basedOn: number): SessionEvent => ({
    type: 'granted',
    grant: grantOf(GRACE, 'sid_3'),
    ...signedIn,
    basedOn,
  }),
  'sign-in failed': (): SessionEvent => ({ type: 'sign-in-failed', reason: 'not_a_member' }),
  'sign-in interrupted': (): SessionEvent => ({ type: 'sign-in-interrupted' }),
  refreshed: (basedOn: number): SessionEvent => ({
    type: 'refreshed',
    grant: grantOf(),
    ...renewed,
    basedOn,
  }),
  'refreshed late': (basedOn: number): SessionEvent => ({
    type: 'refreshed',
    grant: grantOf(),
    ...renewed,
    basedOn: basedOn - 1,
  }),
  'limit reached': (basedOn: number): SessionEvent => ({ type: 'limit-reached', basedOn }),
  'limit reached late': (basedOn: number): SessionEvent => ({ type: 'limit-reached', basedOn: basedOn - 1 }),
  refused: (basedOn: number): SessionEvent => ({
    type: 'refused',
    reason: 'sso_required',
    user: ADA,
    basedOn,
  }),
  'refused late': (basedOn: number): SessionEvent => ({
    type: 'refused',
    reason: 'sso_required',
    user: ADA,
    basedOn: basedOn - 1,
  }),
  'credential ended': (): SessionEvent => ({
    type: 'credential-ended',
    reason: 'revoked',
    credentialId: 'credential_1',
  }),
  'another credential ended': (): SessionEvent => ({
    type: 'credential-ended',
    reason: 'revoked',
    credentialId: 'credential_2',
  }),
  'organization entered': (): SessionEvent => ({
    type: 'organization-entered',
    credentialId: 'credential_1',
  }),
  'organization entered by another credential': (): SessionEvent => ({
    type: 'organization-entered',
    credentialId: 'credential_2',
  }),
  'signed out': (): SessionEvent => ({ type: 'signed-out' }),
};

const revoke = (sessionId: string): SessionEffect => ({ type: 'revoke', sessionId });
const purge = (userId: string): SessionEffect => ({ type: 'delete-user-data', userId });
const UNCACHE: SessionEffect = { type: 'delete-cached-data' };
type Row = readonly [
  keyof typeof EVENTS,
  Session['status'],
  Session['status'] | 'same',
  readonly SessionEffect[],
];

const TABLE: readonly Row[] = [
  ['granted', 'absent', 'active', []],
  ['granted', 'active', 'active', []],
  ['granted', 'needs-authorization', 'active', []],
  ['granted', 'signed-out', 'active', []],
  ['granted late', 'active', 'active', [revoke('sid_1')]],
  ['granted late', 'needs-authorization', 'active', []],
  ['granted late', 'signed-out', 'same', [revoke('sid_2')]],
  ['granted again', 'absent', 'active', []],
  ['granted again', 'active', 'active', [revoke('sid_1')]],
  ['granted again', 'needs-authorization', 'active', []],
  ['granted again', 'signed-out', 'active', []],
  ['granted to another user', 'absent', 'active', []],
  ['granted to another user', 'active', 'active', [revoke('sid_1'), purge(ADA.id)]],
  ['granted to another user', 'needs-authorization', 'active', [purge(ADA.id)]],
  ['granted to another user', 'signed-out', 'active', []],
  ['sign-in failed', 'absent', 'needs-authorization', []],
  ['sign-in failed', 'active', 'same', []],
  ['sign-in failed', 'needs-authorization', 'needs-authorization', [UNCACHE]],
  ['sign-in failed', 'signed-out', 'needs-authorization', []],
  ['sign-in interrupted', 'absent', 'same', []],
  ['sign-in interrupted', 'active', 'same', []],
  ['sign-in interrupted', 'needs-authorization', 'same', []],
  ['sign-in interrupted', 'signed-out', 'same', []],
  ['refreshed', 'absent', 'active', []],
  ['refreshed', 'active', 'active', []],
  ['refreshed', 'needs-authorization', 'active', []],
  ['refreshed', 'signed-out', 'active', []],
  ['refreshed late', 'absent', 'same', [revoke('sid_1')]],
  ['refreshed late', 'active', 'same', []],
  ['refreshed late', 'needs-authorization', 'same', [revoke('sid_1')]],
  ['refreshed late', 'signed-out', 'same', [revoke('sid_1')]],
  ['limit reached', 'absent', 'same', []],
  ['limit reached', 'active', 'needs-authorization', [revoke('sid_1')]],
  ['limit reached', 'needs-authorization', 'same', []],
  ['limit reached', 'signed-out', 'same', []],
  ['limit reached late', 'active', 'same', []],
  ['refused', 'absent', 'needs-authorization', []],
  ['refused', 'active', 'needs-authorization', []],
  ['refused', 'needs-authorization', 'needs-authorization', []],
  ['refused late', 'absent', 'same', []],
  ['refused late', 'active', 'same', []],
  ['refused late', 'needs-authorization', 'same', []],
  ['refused late', 'signed-out', 'same', []],
  ['credential ended', 'absent', 'same', []],
  ['credential ended', 'active', 'needs-authorization', [UNCACHE]],
  ['credential ended', 'needs-authorization', 'same', []],
  ['credential ended', 'signed-out', 'same', []],
  ['another credential ended', 'active', 'same', []],
  ['organization entered', 'absent', 'same', []],
  ['organization entered', 'active', 'absent', []],
  ['organization entered', 'needs-authorization', 'same', []],
  ['organization entered', 'signed-out', 'same', []],
  ['organization entered by another credential', 'active', 'same', []],
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

  test('R29: a refresh keeps when the user signed in, and takes the new access token', () => {
    const { session } = reduceSession(STATES.active, EVENTS.refreshed(3));
    expect(session).toEqual({ ...STATES.active, generation: 4, tokens: tokens('new') });
  });

  test('a lost session that another user opens keeps no data of the previous user', () => {
    const event = { type: 'refreshed', grant: grantOf(GRACE, 'sid_3'), ...renewed, basedOn: 3 } as const;
    expect(reduceSession(STATES['needs-authorization'], event).effects).toEqual([purge(ADA.id)]);
  });

  test('R43: a limit of this device ends a session as expired', () => {
    const { session } = reduceSession(STATES.active, EVENTS['limit reached'](3));
    expect(session).toMatchObject({ reason: 'expired', user: ADA });
  });

  test('an authorization replaces the session', () => {
    const { session } = reduceSession(STATES.active, EVENTS['granted to another user'](3));
    expect(session).toMatchObject({ user: GRACE, sessionId: 'sid_3', ...signedIn, tokens: tokens('new') });
  });

  test.each(['refused', 'signed out', 'limit reached', 'sign-in failed'] as const)(
    'after %s no token is left',
    (event) => {
      for (const status of ['active', 'needs-authorization'] as const) {
        if (event === 'sign-in failed' && status === 'active') continue;
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
