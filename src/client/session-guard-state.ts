import { KeyringError } from '../protocol/errors.ts';
import { type AuthorizationReason, isUsable, type SessionStatus } from '../protocol/session-status.ts';

/** Why the organization is not shown yet, or not shown at all. */
export type GuardState =
  /** The worker looks the organization up and refreshes its access token. */
  | { readonly type: 'opening' }
  /** The page leaves for AuthKit. `isStuck`: it should be gone by now; the user may have stopped it. */
  | { readonly type: 'leaving'; readonly isStuck: boolean }
  /** Another tab signs in to this organization, or this tab is hidden. The guard continues when there is a session. */
  | { readonly type: 'waiting' }
  /** Only a click starts a sign-in: after a sign-out, a refusal, or (`isLimited`) too many redirects. */
  | { readonly type: 'prompt'; readonly status: SessionStatus; readonly isLimited: boolean }
  | { readonly type: 'not-found' }
  /** The guard tries again when the network is back. */
  | { readonly type: 'failed'; readonly error: KeyringError };

/** The organization is shown, also after its session is lost during use: `status` has the state of the session. */
export interface ShownState {
  readonly type: 'shown';
  readonly status: SessionStatus;
  /** Whose session it is, or was before it was lost. What was rendered for another user must not stay. */
  readonly userId: string;
}

/** Every state of a guard. */
export type SessionGuardState = GuardState | ShownState;

/** Constants, so that a state that is set again changes nothing on the screen. */
export const OPENING: GuardState = { type: 'opening' };
export const WAITING: GuardState = { type: 'waiting' };
export const LEAVING: GuardState = { type: 'leaving', isStuck: false };
export const STUCK: GuardState = { type: 'leaving', isStuck: true };

/** Reasons after which a user who opens the organization expects to be signed in again without a click. */
const EXPECTED_AFTER: ReadonlySet<AuthorizationReason> = new Set([
  'expired',
  'revoked',
  'sso_required',
  'mfa_enrollment',
  'verification_required',
  'phone_number_required',
  'organization_selection_required',
]);

/** Whether opening the organization may lead to AuthKit without a click. */
export function isSignInExpected({ session }: SessionStatus): boolean {
  if (session.status === 'needs-authorization') return EXPECTED_AFTER.has(session.reason);
  return session.status === 'absent' || session.status === 'authorizing';
}

/** Whether the session has ended at AuthKit, and nothing is known against its organization. */
export function hasEnded(status: SessionStatus | undefined): boolean {
  const session = status?.session;
  return session?.status === 'needs-authorization' && ['expired', 'revoked'].includes(session.reason);
}

/** Whether API calls can be made at once, without a refresh before. */
export function isFresh({ session }: SessionStatus): boolean {
  return isUsable(session) && session.accessTokenExpiresAt > Date.now();
}

/** Whether the guard waits for the user, the network or another tab, and this page is doing nothing. */
export function isIdle(state: SessionGuardState): boolean {
  return state === STUCK || ['waiting', 'prompt', 'failed'].includes(state.type);
}

/** The state after a sign-in that could not begin. */
export function refusedState(error: KeyringError, status: SessionStatus | undefined): GuardState {
  if (error.code === 'authorization_in_progress') return WAITING;
  if (error.code === 'authorization_limited' && status !== undefined)
    return { type: 'prompt', status, isLimited: true };
  return { type: 'failed', error };
}

/** The state after an organization could not be opened. */
export function failedState(error: KeyringError): GuardState {
  return error.code === 'organization_unknown' ? { type: 'not-found' } : { type: 'failed', error };
}

/** Any error, as one that can be shown to the user. */
export function asKeyringError(error: unknown): KeyringError {
  if (error instanceof KeyringError) return error;
  return new KeyringError('temporarily_unavailable', 'Something went wrong on this page. Try again.');
}
