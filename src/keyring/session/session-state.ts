import type { SessionState } from '../../protocol/session-status.ts';
import type { Session } from './session.ts';
import { accessTokenExpiry } from './token-set.ts';

/** What pages may know of a session beyond its own record. */
export interface SessionActivity {
  readonly isRefreshing: boolean;
  readonly isAuthorizing: boolean;
  /** Whether an active session of another organization uses the same credential. */
  readonly isSignInShared: boolean;
  /** When its absolute limit ends it, by this device's clock, ms since the epoch. */
  readonly endsAt: number | undefined;
}

/** The state that pages may read. It contains no token and nothing to derive one from (R1). */
export function projectSession(session: Session, activity: SessionActivity): SessionState {
  switch (session.status) {
    case 'active':
      return {
        status: activity.isRefreshing ? 'refreshing' : 'active',
        user: session.user,
        ...session.claims,
        signedInAt: session.signedInAt,
        refreshedAt: session.tokens.receivedAt,
        accessTokenExpiresAt: accessTokenExpiry(session.tokens),
        ...(activity.endsAt !== undefined && { endsAt: activity.endsAt }),
        ...(activity.isSignInShared && { isSignInShared: true }),
      };
    case 'absent':
      return { status: activity.isAuthorizing ? 'authorizing' : 'absent' };
    case 'needs-authorization':
      return { status: 'needs-authorization', reason: session.reason, user: session.user };
    case 'signed-out':
      return { status: 'signed-out' };
  }
}
