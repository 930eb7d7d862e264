import {
  isUsable,
  type SignInOptions as KeyringSignIn,
  keyringPaths,
  type SessionStatus,
} from '../client/index.ts';
import type { SignInOptions } from './types.ts';

/** The page that AuthKit shows first. */
export type ScreenHint = 'sign-in' | 'sign-up';

/** What `keyring.signIn` gets. `name`: the id or the slug of the organization; null: AuthKit asks. */
export interface SignInRequest {
  readonly name: string | null;
  readonly request: KeyringSignIn;
}

/**
 * Translates a sign-in of the official client.
 *
 * @param current the session of this tab; if it needs a sign-in, that is the one that the user means
 */
export function toSignIn(
  current: SessionStatus | undefined,
  options: SignInOptions & { readonly screenHint?: ScreenHint },
): SignInRequest {
  const { organizationId, loginHint, screenHint, invitationToken, passwordResetToken } = options;
  const needsSignIn = ['absent', 'authorizing', 'needs-authorization'].includes(
    current?.session.status ?? '',
  );
  const own = needsSignIn ? (current?.organization.slug ?? null) : null;
  const hints = {
    ...(screenHint !== undefined && { screenHint }),
    ...(invitationToken !== undefined && { invitationToken }),
    ...(passwordResetToken !== undefined && { passwordResetToken }),
  };
  const request: KeyringSignIn = loginHint === undefined ? { hints } : { hints, loginHint };
  // An invitation decides about the organization.
  return { name: organizationId ?? (invitationToken === undefined ? own : null), request };
}

/**
 * Ends the loop of a page that calls `signIn()` whenever it is loaded, such as `/login` in the documents of
 * `@workos-inc/authkit-react`, when a sign-in has come back to it.
 */
export function unlessLoop(current: SessionStatus | undefined, request: KeyringSignIn): KeyringSignIn {
  // The user wants to sign in once more.
  if (navigator.userActivation.hasBeenActive) return request;
  const isSignedIn = current !== undefined && isUsable(current.session);
  // Without a session, for example of a user who belongs to no organization, the worker refuses it before long.
  return { ...request, trigger: 'automatic', ...(isSignedIn && { returnTo: keyringPaths().scope }) };
}
