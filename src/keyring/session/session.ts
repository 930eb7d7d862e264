import type { AuthorizationReason, SessionUser } from '../../protocol/session-status.ts';
import type { TokenSet } from './token-set.ts';

/**
 * A person's signed-in state in one organization: what is durable of it. That a flow or a refresh is under way
 * is not durable and shows only in its projection (`project-session.ts`).
 */
export type Session = AbsentSession | ActiveSession | SessionNeedingAuthorization | SignedOutSession;

interface SessionBase {
  readonly organizationId: string;
  /** Counts every change. A result that was computed from an older generation changes nothing (R28). */
  readonly generation: number;
}

export interface AbsentSession extends SessionBase {
  readonly status: 'absent';
}

export interface ActiveSession extends SessionBase {
  readonly status: 'active';
  readonly user: SessionUser;
  /** The provider's id of the session (`sid`). */
  readonly sessionId: string;
  readonly tokens: TokenSet;
  /** When it was authorized, by this device's clock, ms since the epoch. */
  readonly signedInAt: number;
  /** When it was authorized, by the provider's clock, s since the epoch. null: kept by a version that did not record it. */
  readonly authorizedAt: number | null;
  /** When the provider issued the access token, by the provider's clock, s since the epoch. null: as above. */
  readonly issuedAt: number | null;
}

export interface SessionNeedingAuthorization extends SessionBase {
  readonly status: 'needs-authorization';
  readonly reason: AuthorizationReason;
  readonly user: SessionUser | null;
}

/**
 * The tombstone of a sign-out: it stays, so that nothing computed before it can bring the session back (R42). It says
 * nothing of who left: the next one at this device may be somebody else.
 */
export interface SignedOutSession extends SessionBase {
  readonly status: 'signed-out';
}

/** What a token endpoint granted, checked. */
export interface Grant {
  readonly tokens: TokenSet;
  readonly user: SessionUser;
  readonly sessionId: string;
  /** `iat` of the access token: when the provider issued it, by the provider's clock, s since the epoch. */
  readonly issuedAt: number;
}

/** What can happen to a session. `basedOn`: the generation that the cause was computed from. */
export type SessionEvent =
  /** `basedOn`: as it was before the code was exchanged; a sign-out since then wins. */
  | { readonly type: 'authorized'; readonly grant: Grant; readonly at: number; readonly basedOn: number }
  | { readonly type: 'authorization-failed'; readonly reason: AuthorizationReason }
  /** The network or the provider failed in the middle of it: that says nothing about the session. */
  | { readonly type: 'authorization-interrupted' }
  /** `signedInAt` and `authorizedAt`: as in {@link ActiveSession}, set right where they were wrong or missing. */
  | ({ readonly type: 'refreshed'; readonly grant: Grant; readonly basedOn: number } & SignInTimes)
  /** The refresh token has rotated, but the access token that came with it cannot be checked yet. */
  | { readonly type: 'rotated'; readonly refreshToken: string; readonly basedOn: number }
  /** A limit of this device has passed (R43), by the provider's clock too; the provider itself has no such limit. */
  | { readonly type: 'limit-reached'; readonly basedOn: number }
  | { readonly type: 'ended'; readonly reason: AuthorizationReason; readonly basedOn: number }
  | { readonly type: 'signed-out' };

/** When a session was authorized: by this device's clock, ms, and by the provider's, s. */
export type SignInTimes = { readonly signedInAt: number; readonly authorizedAt: number };

/** What must be done because of a change: `SessionChanges` plans revocations before it writes, and does the rest after. */
export type SessionEffect =
  | { readonly type: 'revoke'; readonly sessionId: string }
  | { readonly type: 'delete-user-data'; readonly userId: string };

/** What became of a session. `session` is the very same object when nothing changed. */
export interface Transition {
  readonly session: Session;
  readonly effects: readonly SessionEffect[];
}

/** The session of an organization that this keyring knows nothing of. */
export function absentSession(organizationId: string): AbsentSession {
  return { organizationId, generation: 0, status: 'absent' };
}

/**
 * The whole life of a session: pure, and the only place where one changes.
 *
 * @example
 * reduceSession(active, { type: 'signed-out' }).session.status;  // 'signed-out'
 */
export function reduceSession(session: Session, event: SessionEvent): Transition {
  switch (event.type) {
    case 'authorized':
      return authorize(session, event.grant, event.at, event.basedOn);
    case 'authorization-failed':
      return session.status === 'active' ? unchanged(session) : needAuthorization(session, event.reason);
    case 'authorization-interrupted':
      return unchanged(session);
    case 'refreshed':
      return refresh(session, event);
    case 'rotated':
      return rotate(session, event.refreshToken, event.basedOn);
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

function authorize(session: Session, grant: Grant, at: number, basedOn: number): Transition {
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
  { grant, signedInAt, authorizedAt, basedOn }: Extract<SessionEvent, { readonly type: 'refreshed' }>,
): Transition {
  if (session.status === 'active') {
    // What came too late is left alone: the provider keeps one `sid` over refreshes, so ending it would end what stands.
    if (session.generation !== basedOn) return unchanged(session);
    const refreshed = { ...session, ...next(session), ...grant, signedInAt, authorizedAt };
    return { session: refreshed, effects: [] };
  }
  // The answer of a refresh that a sign-out overtook: what the provider just granted must not live on.
  return { session, effects: [{ type: 'revoke', sessionId: grant.sessionId }] };
}

function rotate(session: Session, refreshToken: string, basedOn: number): Transition {
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

/** The person a session belongs to, or belonged to when it ended without a sign-out. */
export function userOf(session: Session): SessionUser | null {
  return 'user' in session ? session.user : null;
}

function next(session: Session): SessionBase {
  return { organizationId: session.organizationId, generation: session.generation + 1 };
}

function unchanged(session: Session): Transition {
  return { session, effects: [] };
}
