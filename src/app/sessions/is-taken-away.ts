import { isRevoked, isUsable, type SessionState } from '../../client/index.ts';

/**
 * Whether the end of a session takes the organization's data from the user: AuthKit revoked it, or an impersonation ended.
 * A session that only expired keeps its data, because the same user signs in again.
 */
export function isTakenAway(before: SessionState, after: SessionState): boolean {
  if (isUsable(after)) return false;
  if (after.status === 'needs-authorization' && isRevoked(after.reason)) return true;
  return isUsable(before) && before.impersonator !== null;
}
