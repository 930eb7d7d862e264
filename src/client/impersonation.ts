import { IMPERSONATION_MAX_AGE, type Impersonator } from '../protocol/session-claims.ts';
import { isUsable, type SessionState, type SessionStatus } from '../protocol/session-status.ts';
import { keyringPaths } from './paths.ts';

/** A session in which an administrator acts as the user. */
export interface Impersonation extends Impersonator {
  /** When it ends, ms since the epoch, by the clock of this device. */
  readonly until: number;
}

/**
 * Reads who acts as the user of a session.
 *
 * @returns `undefined`: the user signed in themselves, or the session cannot be used
 * @example
 * const impersonation = impersonationOf(session);
 * if (impersonation !== undefined) show(`${impersonation.email} acts as this user until ${new Date(impersonation.until)}.`);
 */
export function impersonationOf(session: SessionState): Impersonation | undefined {
  if (!isUsable(session) || session.impersonator === null) return undefined;
  // A worker of an earlier release does not send the end.
  const until = session.endsAt ?? session.signedInAt + IMPERSONATION_MAX_AGE * 1000;
  return { ...session.impersonator, until };
}

/** A session cookie: the browser deletes it when it is closed. It holds no value of a session. */
const MARK = 'keyring-impersonation';
/** A session that is younger may have been opened by another tab of this browser session, ms. */
const RECENT = 60_000;

/**
 * The impersonated sessions of an earlier browser session: an impersonation must not be kept after the browser is closed,
 * because an administrator uses it on any device. Marks this browser session otherwise.
 *
 * @param isReturning this tab has just come back from a sign-in
 * @param now ms since the epoch
 */
export function outdatedImpersonations(
  sessions: readonly SessionStatus[],
  isReturning: boolean,
  now: number,
): readonly SessionStatus[] {
  const impersonated = sessions.filter(({ session }) => impersonationOf(session) !== undefined);
  if (impersonated.length === 0 || document.cookie.includes(`${MARK}=`)) return [];
  const isRecent = ({ session }: SessionStatus): boolean =>
    isUsable(session) && Math.abs(now - session.signedInAt) < RECENT;
  if (!isReturning && !impersonated.some(isRecent)) return impersonated;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not available in every supported browser.
  document.cookie = `${MARK}=1; Path=${keyringPaths().scope}; SameSite=Strict`;
  return [];
}
