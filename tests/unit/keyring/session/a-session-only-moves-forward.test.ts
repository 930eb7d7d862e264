import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reduceSession } from '../../../../src/keyring/session/reduce-session.ts';
import { absentSession, type Session, type SessionEvent } from '../../../../src/keyring/session/session.ts';
import { receiveTokens } from '../../../../src/keyring/session/token-set.ts';
import { AUTHORIZATION_REASONS } from '../../../../src/protocol/session-status.ts';
import { NO_CLAIMS } from '../../../support/blank-claims.ts';
import { ADA, GRACE } from '../../support/people.ts';

const grant = fc.record({
  tokens: fc.nat(99).map((serial) => receiveTokens(`access ${serial}`, 300, 0, 0)),
  refreshToken: fc.nat(99).map((serial) => `refresh ${serial}`),
  user: fc.constantFrom(ADA, GRACE),
  sessionId: fc.constantFrom('sid_1', 'sid_2', 'sid_3'),
  claims: fc.constant(NO_CLAIMS),
  issuedAt: fc.nat(),
});
const reason = fc.constantFrom(...AUTHORIZATION_REASONS);
const basedOn = fc.nat(12);
const credentialId = fc.constantFrom('credential_1', 'credential_2');
const access = { grant, credentialId, signedInAt: fc.nat(), maxAge: fc.constant(null), basedOn };
const event: fc.Arbitrary<SessionEvent> = fc.oneof(
  fc.record({ type: fc.constant('granted' as const), ...access }),
  fc.record({ type: fc.constant('sign-in-failed' as const), reason }),
  fc.record({ type: fc.constant('refreshed' as const), ...access }),
  fc.record({ type: fc.constant('limit-reached' as const), basedOn }),
  fc.record({ type: fc.constant('refused' as const), reason, user: fc.constantFrom(ADA, GRACE), basedOn }),
  fc.record({ type: fc.constant('credential-ended' as const), reason, credentialId }),
  fc.constant({ type: 'signed-out' as const }),
);
const history = fc.array(event, { maxLength: 25 });

/** Checks `invariant` at each step of any history. */
function always(invariant: (before: Session, happened: SessionEvent, after: Session) => void): void {
  fc.assert(
    fc.property(history, (events) => {
      let session: Session = absentSession('org_acme');
      for (const happened of events) {
        const after: Session = reduceSession(session, happened).session;
        invariant(session, happened, after);
        session = after;
      }
    }),
    { numRuns: 200 },
  );
}

test('R28: a generation grows by one with each change and never falls', () => {
  always((before, _happened, after) => {
    if (after === before) return;
    expect(after.generation).toBe(before.generation + 1);
  });
});

test('R42: only a sign-in, or a refresh that knows the present state, makes a session active', () => {
  always((before, happened, after) => {
    if (before.status === 'active' || after.status !== 'active') return;
    expect(['granted', 'refreshed']).toContain(happened.type);
    if (happened.type === 'refreshed') expect(happened.basedOn).toBe(before.generation);
  });
});

test('the end of a credential ends the sessions on it, and no other', () => {
  always((before, happened, after) => {
    if (happened.type !== 'credential-ended') return;
    const isOn = before.status === 'active' && before.credentialId === happened.credentialId;
    if (!isOn) expect(after).toBe(before);
    else
      expect(after).toMatchObject({
        status: 'needs-authorization',
        reason: happened.reason,
        user: before.user,
      });
  });
});

test('R30: a change computed from another generation is dropped; a sign-in is dropped only after a later sign-out', () => {
  always((before, happened, after) => {
    if (!('basedOn' in happened) || happened.basedOn === before.generation) return;
    if (happened.type !== 'granted') expect(after).toBe(before);
    else if (before.status === 'signed-out' && before.generation > happened.basedOn)
      expect(after).toBe(before);
    else expect(after.status).toBe('active');
  });
});

test('R42: a sign-in that completes after a sign-out is revoked', () => {
  fc.assert(
    fc.property(history, grant, (events, late) => {
      let session: Session = absentSession('org_acme');
      for (const happened of events) session = reduceSession(session, happened).session;
      const basedOn = session.generation;
      if (session.status === 'signed-out') return;
      session = reduceSession(session, { type: 'signed-out' }).session;
      const outcome = reduceSession(session, {
        type: 'granted',
        grant: late,
        credentialId: 'credential_3',
        signedInAt: 0,
        maxAge: null,
        basedOn,
      });
      expect(outcome.session).toBe(session);
      expect(outcome.effects).toEqual([{ type: 'revoke', sessionId: late.sessionId }]);
    }),
  );
});

test('R11: a refresh never changes the organization, and changes the time of the sign-in only to correct it', () => {
  always((before, happened, after) => {
    expect(after.organizationId).toBe('org_acme');
    if (before.status !== 'active' || after.status !== 'active' || after === before) return;
    if (happened.type === 'granted') return;
    const { signedInAt } = happened.type === 'refreshed' ? happened : before;
    expect(after).toMatchObject({ signedInAt });
  });
});

test('R42: a grant that is not kept after a sign-out is revoked', () => {
  fc.assert(
    fc.property(history, grant, basedOn, (events, late, generation) => {
      let session: Session = absentSession('org_acme');
      for (const happened of [...events, { type: 'signed-out' as const }])
        session = reduceSession(session, happened).session;
      const outcome = reduceSession(session, {
        type: 'refreshed',
        grant: late,
        credentialId: 'credential_3',
        signedInAt: 0,
        maxAge: null,
        // Anything but the generation of the sign-out.
        basedOn: generation < session.generation ? generation : session.generation + 1,
      });
      expect(outcome.session).toBe(session);
      expect(outcome.effects).toEqual([{ type: 'revoke', sessionId: late.sessionId }]);
    }),
  );
});

test('no session but an active one holds an access token, and none holds a refresh token', () => {
  always((_before, _happened, after) => {
    expect(JSON.stringify(after)).not.toMatch(/refresh /);
    if (after.status !== 'active') expect(JSON.stringify(after)).not.toMatch(/access |refresh /);
  });
});
