import type { Session } from '../session/session.ts';
import type { Urgency } from '../timing/authentication-budget.ts';
import type { Deadline } from '../timing/deadline.ts';

/** One refresh to run: of an active session, or one that opens an organization without a session. */
export interface RefreshRequest {
  readonly credentialId: string;
  /** The session as the caller read it. A run ends when it has changed. */
  readonly before: Session;
  readonly deadline: Deadline;
  /** Becomes `waiting` when a caller joins that waits. */
  urgency: Urgency;
}

/** The result of one run. */
export type RunResult =
  /** `isRefreshed`: this run stored a newer access token. */
  | { readonly type: 'finished'; readonly session: Session; readonly isRefreshed: boolean }
  /** The background's share of the rate limit is used up after `requests` requests. */
  | { readonly type: 'deferred'; readonly requests: number }
  /** `cooldown`: how long to leave the token endpoint alone, ms. `isAnswered`: the provider responded. */
  | { readonly type: 'failed'; readonly cooldown: number; readonly isAnswered: boolean };
