import { FOLLOWING_LIMIT } from '../protocol/messages.ts';
import { isSignInReachable } from './ask-keyring.ts';
import { leaveForSignIn, type SignInDisplay } from './leave-for-sign-in.ts';
import { keyringPaths, pathOfOrganization, requireOrganizationSlug } from './paths.ts';
import { repeatSignIn } from './repeat-sign-in.ts';
import { readSignInLink } from './sign-in-link.ts';
import type { SignInOptions, SignInToAllOptions } from './sign-in-options.ts';
import { startAuthorization, startSignIn } from './start-sign-in.ts';

/** What a page does to sign a user in. */
export interface SignInActions {
  /**
   * Signs in to an organization at AuthKit (null: AuthKit asks which). The page leaves only after the worker has stored
   * the sign-in: WebKit stops the worker as soon as its last page leaves.
   *
   * @param slug or the organization's id, if the app's back end looks organizations up by id too
   * @returns where the sign-in continues. `popup`: this page stays, and its snapshot gets the session
   * @throws KeyringError `offline`: the browser says so, and AuthKit could not be reached either;
   *   `authorization_in_progress`, `authorization_limited`, `organization_unknown`
   */
  signIn(slug: string | null, options?: SignInOptions): Promise<SignInDisplay>;

  /**
   * Starts a sign-in and returns its URL, for a link of this tab. The URL works once, within ten minutes.
   *
   * @throws KeyringError `authorization_in_progress`, `authorization_limited`, `organization_unknown`
   */
  signInUrl(slug: string | null, options?: Omit<SignInOptions, 'display'>): Promise<string>;

  /**
   * Repeats the sign-in that this tab left for. Use it when the tab comes back to `paths.signInFailed` without a reason:
   * the worker no longer knows the sign-in, because it took longer than ten minutes or because the worker lost its key.
   * If the user has signed in at AuthKit meanwhile, AuthKit asks for nothing. If the sign-in cannot start now, for example
   * offline, call this again later. If the organization has a session by now, for example from another tab, the page goes
   * there instead.
   *
   * @returns whether there was one. If so, the page leaves
   * @throws KeyringError `authorization_limited`: it was tried too often; and what {@link signIn} throws
   */
  resumeSignIn(): Promise<boolean>;

  /**
   * Starts the sign-in that a link to `paths.signIn` asks for: an invitation, a password reset, an impersonation from the
   * provider's dashboard, a sign-up. Call it on that page. The sign-in counts as automatic, because any site can link to it.
   *
   * @param search query of the link, with the parameters of the authorization request: `invitation_token`,
   *   `password_reset_token`, `screen_hint`, `login_hint`, `domain_hint`, `provider`; also `organization` and `state`
   * @throws KeyringError what {@link signIn} throws
   * @example
   * if (location.pathname === keyringPaths().signIn) await keyring.signInFromLink(location.search);
   */
  signInFromLink(search: string): Promise<void>;

  /**
   * Signs in to several organizations, one after the other: with a live AuthKit session the user needs no input. The
   * browser returns to `paths.signInProgress` after at most five; that page continues with the rest.
   * `createSignInToAll` does both.
   *
   * @param slugs organizations without a session, any number; put those that require single sign-on last
   * @param options.trigger `automatic` when the page continues without a click
   * @param options.loginHint email of the account to sign in with
   * @throws KeyringError `temporarily_unavailable` with `retryAfter` (s): AuthKit allows ten sign-ins a minute
   */
  signInToAll(slugs: readonly [string, ...string[]], options?: SignInToAllOptions): Promise<void>;
}

export const signInActions: SignInActions = {
  async signIn(slug, options = {}) {
    return leaveForSignIn(options.display ?? 'page', {
      isReachable: isSignInReachable,
      start: (display, storage) => startSignIn(slug, options, { display, storage }),
    });
  },

  async signInUrl(slug, options = {}) {
    return startSignIn(slug, options, { display: 'page', storage: sessionStorage });
  },

  resumeSignIn: () => repeatSignIn(signInActions.signIn),

  async signInFromLink(search) {
    const { organization, loginHint, state, hints } = readSignInLink(search);
    const slug = organization === null ? null : requireOrganizationSlug(organization);
    const returnTo = slug === null ? keyringPaths().scope : pathOfOrganization(slug);
    const hint = loginHint === null ? {} : { loginHint };
    const options = { returnTo, state, hints, ...hint, trigger: 'automatic' } as const;
    // AuthKit's page replaces this one, so the history keeps no token of the link and Back does not start it again.
    await leaveForSignIn('progress', {
      isReachable: isSignInReachable,
      start: (display, storage) => startSignIn(slug, options, { display, storage }),
    });
  },

  async signInToAll([first, ...others], { trigger = 'requested', loginHint = null } = {}) {
    const organizationSlug = requireOrganizationSlug(first);
    const following = others.slice(0, FOLLOWING_LIMIT).map(requireOrganizationSlug);
    const returnTo = keyringPaths().signInProgress;
    const request = { organizationSlug, returnTo, trigger, prompt: null, loginHint, following };
    await leaveForSignIn('progress', {
      isReachable: isSignInReachable,
      start: () => startAuthorization(request),
    });
  },
};
