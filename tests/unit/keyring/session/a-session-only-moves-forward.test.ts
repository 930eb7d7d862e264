import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reduceSession } from '../../../../src/keyring/session/reduce-session.ts';
import { absentSession, type Session, type SessionEvent } from '../../../../src/keyring/session/session.ts';
import { receiveTokens } from '../../../../src/keyring/session/token-set.ts';
import { NO_CLAIMS } from '../../../../src/protocol/session-claims.ts';
import { AUTHORIZATION_REASONS } from '../../../../src/protocol/session-status.ts';
import { ADA, GRACE } from '../../support/people.ts';

const grant = fc.record({
  tokens: fc.nat(99).map((serial) => receiveTokens(`access ${serial}`, `refresh ${serial}`, 300, 0, 0)),
  user: fc.constantFrom(ADA, GRACE),
  sessionId: fc.constantFrom('sid_1', 'sid_2', 'sid_3'),
  claims: fc.constant(NO_CLAIMS),
  issuedAt: fc.nat(),
});
const reason = fc.constantFrom(...AUTHORIZATION_REASONS);
const basedOn = fc.nat(12);
const event: fc.Arbitrary<SessionEvent> = fc.oneof(
  fc.record({ type: fc.constant('granted' as const), grant, at: fc.nat(), basedOn }),
  fc.record({ type: fc.constant('sign-in-failed' as const), reason }),
  fc.record({
    type: fc.constant('refreshed' as const),
    grant,
    signedInAt: fc.nat(),
    authorizedAt: fc.nat(),
    basedOn,
  }),
  fc.record({ type: fc.constant('rotated' as const), refreshToken: fc.constant('refresh rotated'), basedOn }),
  fc.record({ type: fc.constant('limit-reached' as const), basedOn }),
  fc.record({ type: fc.constant('ended' as const), reason, basedOn }),
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

test('R42: nothing but an authorization makes a session active', () => {
  always((before, happened, after) => {
    if (before.status !== 'active' && after.status === 'active') expect(happened.type).toBe('granted');
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
      const outcome = reduceSession(session, { type: 'granted', grant: late, at: 0, basedOn });
      expect(outcome.session).toBe(session);
      expect(outcome.effects).toEqual([{ type: 'revoke', sessionId: late.sessionId }]);
    }),
  );
});

test('R31: a rotation whose access token cannot be checked keeps the previous access token', () => {
  always((before, happened, after) => {
    if (happened.type !== 'rotated' || after === before) return;
    const kept = { refreshToken: 'refresh rotated' };
    expect(after).toEqual({
      ...before,
      generation: before.generation + 1,
      tokens: { ...(before.status === 'active' && before.tokens), ...kept },
    });
  });
});

test('R11: a refresh never changes the organization, and changes the time of the sign-in only to correct it', () => {
  always((before, happened, after) => {
    expect(after.organizationId).toBe('org_acme');
    if (before.status !== 'active' || after.status !== 'active' || after === before) return;
    if (happened.type === 'granted') return;
    const { signedInAt, authorizedAt } = happened.type === 'refreshed' ? happened : before;
    expect(after).toMatchObject({ signedInAt, authorizedAt });
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
        signedInAt: 0,
        authorizedAt: 0,
        basedOn: generation,
      });
      expect(outcome.session).toBe(session);
      expect(outcome.effects).toEqual([{ type: 'revoke', sessionId: late.sessionId }]);
    }),
  );
});

test('no session but an active one holds a token', () => {
  always((_before, _happened, after) => {
    if (after.status !== 'active') expect(JSON.stringify(after)).not.toMatch(/access |refresh /);
  });
});
