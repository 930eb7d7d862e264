import type { Credential } from './credential.ts';
import type { ActiveSession, Grant } from './session.ts';

/** Limits that hold on this device too, whatever the provider does (R43). null: only the provider's own limit. */
export interface SessionLimits {
  /** Absolute lifetime, s. */
  readonly sessionMaxAge: number | null;
  /** Longest time without a refresh, s. */
  readonly sessionInactivity: number | null;
}

/**
 * Whether a session is too old or was idle for too long by this device's clock. That clock may be wrong, so such a session
 * is not used before a refresh has confirmed it, and {@link acceptRefresh} decides (R53).
 */
export function isPastLimits(session: ActiveSession, limits: SessionLimits, now: number): boolean {
  return isPast(session.signedInAt, session.tokens.receivedAt, shortened(limits, session.maxAge), now);
}

/**
 * When the absolute limit ends a session, by this device's clock, ms since the epoch: that of this device or that of the
 * provider, whichever is earlier. `undefined`: there is none.
 */
export function endOf({ signedInAt, maxAge }: ActiveSession, limits: SessionLimits): number | undefined {
  const { sessionMaxAge } = shortened(limits, maxAge);
  return sessionMaxAge === null ? undefined : signedInAt + sessionMaxAge * 1000;
}

/**
 * The longest lifetime that the provider states for a session, s from its sign-in on. null: none.
 *
 * @param authorizedAt when the user signed in, by the provider's clock, s since the epoch
 */
export function statedMaxAge({ limits }: Pick<Grant, 'limits'>, authorizedAt: number): number | null {
  if (limits === undefined) return null;
  const { expiresAt, maxAge } = limits;
  return shorter(maxAge, expiresAt === null ? null : Math.max(0, expiresAt - authorizedAt));
}

/** What the provider states can only shorten what this device allows. */
function shortened(limits: SessionLimits, maxAge: number | null): SessionLimits {
  return { ...limits, sessionMaxAge: shorter(limits.sessionMaxAge, maxAge) };
}

function shorter(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}

function isPast(signedInAt: number, usedAt: number, limits: SessionLimits, now: number): boolean {
  const age = (now - signedInAt) / 1000;
  const idle = (now - usedAt) / 1000;
  return isOver(age, limits.sessionMaxAge) || isOver(idle, limits.sessionInactivity);
}

/** What a credential knows of its sign-in. */
export interface SignInTimes extends Pick<Credential, 'signedInAt' | 'maxAge'> {
  readonly authorizedAt: number;
}

/**
 * Decides what a successful refresh means for a credential and the sessions on it. A limit has passed only if this device's
 * clock and the provider's clock both say so; the `iat` of the access tokens is the provider's clock. If the two disagree
 * about a credential that this clock calls too old or impossibly young, the time of its sign-in is corrected.
 *
 * A limit that the provider states needs no second opinion: its own clock ends the session. It can become shorter with a
 * refresh, and never longer.
 *
 * A record of an earlier version has no times of the provider's clock. If this clock calls it too old, the successful refresh
 * alone decides, once.
 */
export function acceptRefresh(
  credential: Credential,
  grant: Grant,
  limits: SessionLimits,
): SignInTimes | 'limit-reached' {
  const now = grant.tokens.receivedAt;
  const known = shortened(limits, credential.maxAge);
  const hasPassed = isPast(credential.signedInAt, credential.usedAt, known, now);
  const assumedAge = hasPassed ? 0 : Math.max(0, now - credential.signedInAt) / 1000;
  const authorizedAt = credential.authorizedAt ?? Math.max(0, grant.issuedAt - assumedAge);
  const age = grant.issuedAt - authorizedAt;
  const idle = grant.issuedAt - (credential.issuedAt ?? grant.issuedAt);
  const maxAge = shorter(credential.maxAge, statedMaxAge(grant, authorizedAt));
  if (isOver(age, maxAge)) return 'limit-reached';
  if (hasPassed && (isOver(age, limits.sessionMaxAge) || isOver(idle, limits.sessionInactivity)))
    return 'limit-reached';
  const isClockWrong = hasPassed || credential.signedInAt > now;
  const signedInAt = isClockWrong ? now - Math.max(0, age) * 1000 : credential.signedInAt;
  return { signedInAt, authorizedAt, maxAge };
}

function isOver(seconds: number, limit: number | null): boolean {
  return limit !== null && seconds > limit;
}

/** Part of the allowed inactivity after which a visible page has the worker refresh a session. */
const INACTIVITY_SHARE = 0.75;

/** Whether a session would soon end for inactivity. */
export function isNearInactivity(session: ActiveSession, limits: SessionLimits, now: number): boolean {
  const idle = (now - session.tokens.receivedAt) / 1000;
  return limits.sessionInactivity !== null && idle > limits.sessionInactivity * INACTIVITY_SHARE;
}
