import type { SignInHints } from '../protocol/sign-in-hints.ts';
import type { SignInDisplay } from './leave-for-sign-in.ts';

/** Options of `keyring.signIn`. */
export interface SignInOptions {
  /**
   * Path to return to. Default: the page's own path. A path that is longer than 4,096 characters once percent-encoded,
   * or that belongs to another organization, becomes the organization's home.
   */
  readonly returnTo?: string | undefined;
  /** `automatic`: the user did not click. The worker then rejects a second prompt and a loop. Default `requested`. */
  readonly trigger?: 'automatic' | 'requested' | undefined;
  /** `login`: ask for credentials even with a live AuthKit session, for another account. */
  readonly prompt?: 'login' | null | undefined;
  /** Email of the account to sign in with. AuthKit's page starts with it. */
  readonly loginHint?: string | undefined;
  /** More parameters for AuthKit: sign-up, an invitation, a password reset, a domain, an identity provider. */
  readonly hints?: SignInHints | undefined;
  /**
   * Text of the app, at most 2,048 characters. It comes back unchanged in `keyring.signInState`. It stays in this
   * tab and is not sent to AuthKit.
   */
  readonly state?: string | null | undefined;
  /** `popup`: in a popup, if the browser can open one; this page stays. Default `page`. */
  readonly display?: SignInDisplay | undefined;
}

/** Options of `keyring.signInToAll`. */
export interface SignInToAllOptions {
  /** `automatic`: the page continues without a click. Default `requested`. */
  readonly trigger?: 'automatic' | 'requested' | undefined;
  /** Email of the account to sign in with. */
  readonly loginHint?: string | null | undefined;
}
