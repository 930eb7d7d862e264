import { type AuthorizationReason, isUsable, KeyringError, type SessionStatus } from '../client/index.ts';

/** Why the organization is not shown yet, or not shown at all. */
export type GuardState =
  /** The worker looks the organization up and renews its token. */
  | { readonly type: 'opening' }
  /** The page leaves for AuthKit. `isStuck`: it should be gone by now; a person may have stopped it. */
  | { readonly type: 'leaving'; readonly isStuck: boolean }
  /** Another tab is signing in to this organization, or this one is out of sight: it goes on when there is a session. */
  | { readonly type: 'waiting' }
  /** Only a click may go on: after a sign-out, a refusal, or too many redirects. */
  | { readonly type: 'prompt'; readonly status: SessionStatus; readonly isLimited: boolean }
  | { readonly type: 'not-found' }
  /** It is tried again when the network is back. */
  | { readonly type: 'failed'; readonly error: KeyringError };

/** The same each time: what is set again changes nothing on the screen. */
export const WAITING: GuardState = { type: 'waiting' };
export const LEAVING: GuardState = { type: 'leaving', isStuck: false };

/** Reasons after which signing in again, without asking, is what a person expects who opens the organization. */
const RENEWABLE: ReadonlySet<AuthorizationReason> = new Set([
  'expired',
  'revoked',
  'sso_required',
  'mfa_enrollment',
]);

/** Whether opening the organization may lead to AuthKit without a click. */
export function isRenewable({ session }: SessionStatus): boolean {
  if (session.status === 'needs-authorization') return RENEWABLE.has(session.reason);
  return session.status === 'absent' || session.status === 'authorizing';
}

/** Whether API calls can be made at once, without a refresh before. */
export function isFresh({ session }: SessionStatus): boolean {
  return isUsable(session) && session.accessTokenExpiresAt > Date.now();
}

/** What a sign-in that could not begin leaves the page with. */
export function refusedState(error: KeyringError, status: SessionStatus | undefined): GuardState {
  if (error.code === 'authorization_in_progress') return WAITING;
  if (error.code === 'authorization_limited' && status !== undefined)
    return { type: 'prompt', status, isLimited: true };
  return { type: 'failed', error };
}

/** What an organization that could not be opened leaves the page with. */
export function failedState(error: KeyringError): GuardState {
  return error.code === 'organization_unknown' ? { type: 'not-found' } : { type: 'failed', error };
}

/** Any error, as one that a person can be told. */
export function asKeyringError(error: unknown): KeyringError {
  if (error instanceof KeyringError) return error;
  return new KeyringError('temporarily_unavailable', 'Something went wrong on this page. Try again.');
}
