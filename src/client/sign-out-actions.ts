import type { Organization } from '../protocol/session-status.ts';
import { WITHOUT_ORGANIZATION } from '../protocol/without-organization.ts';
import { askKeyring, isSignInReachable } from './ask-keyring.ts';
import { mayLeave } from './leave-for-sign-in.ts';

/** Organizations in one sign-out message, which has at most 8 KB: an id has at most 128 characters. */
const SIGN_OUT_BATCH = 50;

/** Options of `keyring.signOutEverywhere`. */
export interface SignOutOptions {
  /** Whole address of the page after AuthKit's logout, as it is registered there. AuthKit refuses a path. */
  readonly returnTo?: string | undefined;
  readonly display?: 'page' | 'none' | undefined;
}

/** What a page does to sign a user out. */
export interface SignOutActions {
  /**
   * Ends the sessions of these organizations, on this device and at AuthKit. The worker informs every tab.
   *
   * @param organizations null: the session without an organization
   */
  signOut(organizations: readonly (Organization | null)[]): Promise<void>;

  /** Ends an impersonated session, here and at AuthKit. The page leaves for AuthKit's logout if AuthKit can be reached. */
  endImpersonation(organization: Organization): Promise<void>;

  /**
   * Ends every session. If there was one, the page leaves for AuthKit's logout, which ends AuthKit's own cookie.
   *
   * @param options.returnTo where AuthKit's logout returns to: the whole address, as it is registered there. Default: the
   *   app's home
   * @param options.display `none`: stay on this page. The worker ends the sessions at AuthKit in the background
   * @returns the address of that logout when AuthKit cannot be reached: the user is still signed in at AuthKit until
   *   {@link leaveForLogout} succeeds. null: nothing is left to do
   */
  signOutEverywhere(options?: SignOutOptions): Promise<string | null>;

  /**
   * Leaves for AuthKit's logout. When the browser says that it is offline, one request to AuthKit decides whether to
   * leave, so that a user without a network does not end on the browser's own error page.
   *
   * @param logoutUrl what {@link signOutEverywhere} returned
   * @returns whether the page leaves
   */
  leaveForLogout(logoutUrl: string): Promise<boolean>;
}

export const signOutActions: SignOutActions = {
  async signOut(organizations) {
    // JavaScript passes slugs, too. They must not count as the session without an organization.
    const ids = organizations.map((each) => (each === null ? WITHOUT_ORGANIZATION : each.id));
    for (let sent = 0; sent < ids.length; sent += SIGN_OUT_BATCH)
      await askKeyring('sign-out', { organizationIds: ids.slice(sent, sent + SIGN_OUT_BATCH) });
  },

  async endImpersonation({ id }) {
    const { logoutUrl } = await askKeyring('sign-out', { organizationIds: [id] });
    if (logoutUrl !== null) await leaveForLogout(logoutUrl);
  },

  async signOutEverywhere({ returnTo, display = 'page' } = {}) {
    const { logoutUrl } = await askKeyring('sign-out', { organizationIds: 'all' });
    if (logoutUrl === null || display === 'none') return null;
    const url = new URL(logoutUrl);
    if (returnTo !== undefined) url.searchParams.set('return_to', returnTo);
    return (await leaveForLogout(url.href)) ? null : url.href;
  },

  leaveForLogout,
};

async function leaveForLogout(logoutUrl: string): Promise<boolean> {
  if (!(await mayLeave(isSignInReachable))) return false;
  location.assign(logoutUrl);
  return true;
}
