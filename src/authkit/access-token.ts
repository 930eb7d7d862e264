import {
  createSessionHandle,
  isUsable,
  type Keyring,
  KeyringError,
  type TabOrganization,
} from '../client/index.ts';
import { LoginRequiredError, RefreshError, RefreshTimeoutError } from './errors.ts';

/** What the client needs of the keyring. */
export type AuthKitKeyring = Pick<
  Keyring,
  | 'getSnapshot'
  | 'subscribe'
  | 'openOrganization'
  | 'refreshSession'
  | 'signIn'
  | 'signInUrl'
  | 'signOutEverywhere'
>;

/** The page's half of a connected client. */
export interface Connection {
  readonly keyring: AuthKitKeyring;
  readonly tab: TabOrganization;
}

/**
 * The session handle of the tab's organization, in place of an access token.
 *
 * @throws LoginRequiredError there is no session
 * @throws RefreshError `forceRefresh` is not possible now, and the session is kept
 */
export async function readAccessToken({ keyring, tab }: Connection, forceRefresh: boolean): Promise<string> {
  await tab.ready();
  const current = tab.getStatus();
  if (current === undefined || !isUsable(current.session)) throw new LoginRequiredError();
  const { slug } = current.organization;
  const isExpired = current.session.accessTokenExpiresAt <= Date.now();
  let latest = current;
  if (forceRefresh) latest = await keyring.refreshSession(slug).catch(throwRefreshError);
  // The handle of an expired token works: the worker refreshes. But a client may read `exp`.
  else if (isExpired) latest = await keyring.openOrganization(slug).catch(() => current);
  if (!isUsable(latest.session)) throw new LoginRequiredError();
  return createSessionHandle(latest.organization, latest.session);
}

/** Throws the error of `@workos-inc/authkit-js` for a refresh that failed. */
export function throwRefreshError(cause: unknown): never {
  if (!(cause instanceof KeyringError)) throw cause;
  if (cause.code === 'authorization_required' || cause.code === 'organization_unknown')
    throw new LoginRequiredError();
  if (cause.code === 'deadline_exceeded') throw new RefreshTimeoutError(cause.message, { cause });
  throw new RefreshError(cause.message, { cause, error: cause.code, isTransient: true });
}
