import type { ActiveSession } from './session.ts';

/** Limits that hold on this device too, whatever AuthKit does (R43). null: AuthKit's own limit alone. */
export interface SessionLimits {
  /** Absolute lifetime, s. */
  readonly sessionMaxAge: number | null;
  /** Longest time without a refresh, s. */
  readonly sessionInactivity: number | null;
}

/** Whether a session is older, or was left alone longer, than it may be. A clock that went back ends nothing. */
export function isPastLimits(session: ActiveSession, limits: SessionLimits, now: number): boolean {
  const age = (now - session.signedInAt) / 1000;
  const idle = (now - session.tokens.receivedAt) / 1000;
  return (
    (limits.sessionMaxAge !== null && age > limits.sessionMaxAge) ||
    (limits.sessionInactivity !== null && idle > limits.sessionInactivity)
  );
}

/** Part of the allowed inactivity after which a session that is looked at is renewed. */
const INACTIVITY_SHARE = 0.75;

/** Whether a session would soon end for having been left alone. */
export function isNearInactivity(session: ActiveSession, limits: SessionLimits, now: number): boolean {
  const idle = (now - session.tokens.receivedAt) / 1000;
  return limits.sessionInactivity !== null && idle > limits.sessionInactivity * INACTIVITY_SHARE;
}
