import { refreshedClaims } from '../../protocol/session-claims.ts';
import { type AuthorizationReason, isRevoked, type SessionUser } from '../../protocol/session-status.ts';
import {
  type ActiveSession,
  type NewAccess,
  type Session,
  type SessionBase,
  type SessionEffect,
  type SessionEvent,
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
    case 'limit-reached':
      return reachLimit(session, event.basedOn);
    case 'refused':
      return session.generation === event.basedOn
        ? withoutImpersonation(session, needAuthorization(session, event.reason, event.user))
        : unchanged(session);
    case 'credential-ended':
      return session.status === 'active' && session.credentialId === event.credentialId
        ? withoutImpersonation(session, needAuthorization(session, event.reason))
        : unchanged(session);
    case 'organization-entered':
      return session.status === 'active' && session.credentialId === event.credentialId
        ? { session: { ...next(session), status: 'absent' }, effects: [] }
        : unchanged(session);
    case 'signed-out':
      return signOut(session);
  }
}

function applyGrant(session: Session, event: EventOf<'granted'>): Transition {
  const { grant } = event;
  if (session.status === 'signed-out' && session.generation > event.basedOn) {
    return { session, effects: [{ type: 'revoke', sessionId: grant.sessionId }] };
  }
  const effects: SessionEffect[] = [];
  if (session.status === 'active' && session.sessionId !== grant.sessionId) {
    effects.push({ type: 'revoke', sessionId: session.sessionId });
  }
  effects.push(...dataOfPreviousUser(session, grant.user));
  return { session: activate(session, event), effects };
}

/** Also for a session that was not active: then a credential of this device opened the organization. */
function refresh(session: Session, event: EventOf<'refreshed'>): Transition {
  const { grant } = event;
  if (session.generation === event.basedOn) {
    const active = activate(session, event);
    const claims = session.status === 'active' ? refreshedClaims(session.claims, grant.claims) : grant.claims;
    return { session: { ...active, claims }, effects: dataOfPreviousUser(session, grant.user) };
  }
  // A late grant is not revoked: refreshes keep one `sid`, so revoking it would end the session that is in use.
  if (session.status === 'active') return unchanged(session);
  // A sign-out came before the response, so the new grant must end at the provider.
  return { session, effects: [{ type: 'revoke', sessionId: grant.sessionId }] };
}

function dataOfPreviousUser(session: Session, user: SessionUser): readonly SessionEffect[] {
  const previous = userOf(session);
  return previous === null || previous.id === user.id
    ? []
    : [{ type: 'delete-user-data', userId: previous.id }];
}

/** The refresh token is not part of a session: the credential holds it. */
function activate(session: Session, { grant, ...access }: NewAccess): ActiveSession {
  const { tokens, user, sessionId, claims } = grant;
  const { credentialId, signedInAt, maxAge } = access;
  const signIn = { sessionId, credentialId, signedInAt, maxAge };
  return { ...next(session), status: 'active', user, claims, tokens, ...signIn };
}

function reachLimit(session: Session, basedOn: number): Transition {
  if (session.status !== 'active' || session.generation !== basedOn) return unchanged(session);
  const { session: ended } = needAuthorization(session, 'expired');
  const effects: readonly SessionEffect[] = [{ type: 'revoke', sessionId: session.sessionId }];
  return withoutImpersonation(session, { session: ended, effects });
}

/** The data of an impersonated session does not stay for its next sign-in: the device is not the user's. */
function withoutImpersonation(before: Session, { session, effects }: Transition): Transition {
  if (before.status !== 'active' || before.claims.impersonator === null) return { session, effects };
  // It includes what was cached.
  const others = effects.filter(({ type }) => type !== 'delete-cached-data');
  return { session, effects: [...others, { type: 'delete-user-data', userId: before.user.id }] };
}

function needAuthorization(
  session: Session,
  reason: AuthorizationReason,
  user: SessionUser | null = userOf(session),
): Transition {
  const isDeletionDue = isRevoked(reason) && userOf(session) !== null;
  const effects: readonly SessionEffect[] = isDeletionDue ? [{ type: 'delete-cached-data' }] : [];
  return { session: { ...next(session), status: 'needs-authorization', reason, user }, effects };
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
