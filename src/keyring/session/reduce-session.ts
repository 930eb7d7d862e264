import { refreshedClaims } from '../../protocol/session-claims.ts';
import type { AuthorizationReason } from '../../protocol/session-status.ts';
import {
  type Session,
  type SessionBase,
  type SessionEffect,
  type SessionEvent,
  type SignInTimes,
  userOf,
} from './session.ts';

/** The result of an event. `session` is the same object if nothing changed. */
export interface Transition {
  readonly session: Session;
  readonly effects: readonly SessionEffect[];
}

type EventOf<Type extends SessionEvent['type']> = Extract<SessionEvent, { readonly type: Type }>;

/**
 * Computes the next state of a session. Pure, and the only place where a session changes.
 *
 * @example
 * reduceSession(active, { type: 'signed-out' }).session.status;  // 'signed-out'
 */
export function reduceSession(session: Session, event: SessionEvent): Transition {
  switch (event.type) {
    case 'granted':
      return applyGrant(session, event);
    case 'sign-in-failed':
      return session.status === 'active' ? unchanged(session) : needAuthorization(session, event.reason);
    case 'sign-in-interrupted':
      return unchanged(session);
    case 'refreshed':
      return refresh(session, event);
    case 'rotated':
      return rotate(session, event);
    case 'limit-reached':
      return reachLimit(session, event.basedOn);
    case 'ended':
      return session.generation === event.basedOn
        ? needAuthorization(session, event.reason)
        : unchanged(session);
    case 'signed-out':
      return signOut(session);
  }
}

function applyGrant(session: Session, { grant, at, basedOn }: EventOf<'granted'>): Transition {
  if (session.status === 'signed-out' && session.generation > basedOn) {
    return { session, effects: [{ type: 'revoke', sessionId: grant.sessionId }] };
  }
  const effects: SessionEffect[] = [];
  if (session.status === 'active' && session.sessionId !== grant.sessionId) {
    effects.push({ type: 'revoke', sessionId: session.sessionId });
  }
  const previousUser = userOf(session);
  if (previousUser !== null && previousUser.id !== grant.user.id) {
    effects.push({ type: 'delete-user-data', userId: previousUser.id });
  }
  const times: SignInTimes = { signedInAt: at, authorizedAt: grant.issuedAt };
  return { session: { ...next(session), status: 'active', ...grant, ...times }, effects };
}

function refresh(
  session: Session,
  { grant, signedInAt, authorizedAt, basedOn }: EventOf<'refreshed'>,
): Transition {
  if (session.status === 'active') {
    // A late grant is not revoked: refreshes keep one `sid`, so revoking it would end the session that is in use.
    if (session.generation !== basedOn) return unchanged(session);
    const claims = refreshedClaims(session.claims, grant.claims);
    const refreshed = { ...session, ...next(session), ...grant, claims, signedInAt, authorizedAt };
    return { session: refreshed, effects: [] };
  }
  // A sign-out came before the response, so the new grant must end at the provider.
  return { session, effects: [{ type: 'revoke', sessionId: grant.sessionId }] };
}

function rotate(session: Session, { refreshToken, basedOn }: EventOf<'rotated'>): Transition {
  if (session.status !== 'active' || session.generation !== basedOn) return unchanged(session);
  return {
    session: { ...session, ...next(session), tokens: { ...session.tokens, refreshToken } },
    effects: [],
  };
}

function reachLimit(session: Session, basedOn: number): Transition {
  if (session.status !== 'active' || session.generation !== basedOn) return unchanged(session);
  const { session: ended } = needAuthorization(session, 'expired');
  return { session: ended, effects: [{ type: 'revoke', sessionId: session.sessionId }] };
}

function needAuthorization(session: Session, reason: AuthorizationReason): Transition {
  return {
    session: { ...next(session), status: 'needs-authorization', reason, user: userOf(session) },
    effects: [],
  };
}

function signOut(session: Session): Transition {
  if (session.status === 'signed-out') return unchanged(session);
  const user = userOf(session);
  const effects: SessionEffect[] = [];
  if (session.status === 'active') effects.push({ type: 'revoke', sessionId: session.sessionId });
  if (user !== null) effects.push({ type: 'delete-user-data', userId: user.id });
  return { session: { ...next(session), status: 'signed-out' }, effects };
}

function next(session: Session): SessionBase {
  return { organizationId: session.organizationId, generation: session.generation + 1 };
}

function unchanged(session: Session): Transition {
  return { session, effects: [] };
}
