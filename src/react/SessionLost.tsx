import { type ReactNode, useState } from 'react';
import { type AuthorizationReason, isUsable, KeyringError, type SessionStatus } from '../client/index.ts';
import { useKeyring } from './KeyringProvider.tsx';

/** What the user reads, by reason. */
const WORDS: Readonly<Record<AuthorizationReason, string>> = {
  expired: 'Your session has expired.',
  revoked: 'Your session was ended.',
  sso_required: 'This organization requires single sign-on.',
  mfa_enrollment: 'This organization requires a second factor.',
  not_a_member: 'You are not a member of this organization.',
  organization_not_found: 'This organization does not exist.',
  wrong_organization: 'You signed in to another organization.',
  wrong_user: 'You signed in as another user.',
  access_denied: 'You did not get access.',
  organization_selection_required: 'Choose the organization again at the sign-in.',
  verification_required: 'You have to confirm your identity.',
  phone_number_required: 'You have to confirm a phone number.',
  invitation_invalid: 'This invitation cannot be used. Ask for a new one.',
  authorization_failed: 'The sign-in failed.',
  misconfigured: 'This app is not set up correctly. Tell its operator.',
};

/** Properties of {@link SessionLost}. */
export interface SessionLostProps {
  /** What `RequireSession` gave to its children. */
  readonly status: SessionStatus;
  /** Another rendering. `words` says what happened; `signIn` opens the sign-in in a popup, for a click. */
  readonly children?:
    | ((loss: { readonly words: string; readonly signIn: () => void }) => ReactNode)
    | undefined;
}

/**
 * Shows that a session was lost during use, with a button that signs in again in a popup. So unsaved text stays on the
 * page. It shows nothing while the session can be used.
 *
 * @throws Error outside of a `KeyringProvider`
 * @example
 * <RequireSession slug={slug} fallback={fallback}>
 *   {(status) => <><SessionLost status={status} /><Editor /></>}
 * </RequireSession>
 */
export function SessionLost({ status: { organization, session }, children }: SessionLostProps): ReactNode {
  const keyring = useKeyring();
  const [problem, setProblem] = useState<string>();
  if (isUsable(session)) {
    // A problem of this sign-in says nothing about the next loss.
    if (problem !== undefined) setProblem(undefined);
    return null;
  }
  const lost = session.status === 'needs-authorization' ? WORDS[session.reason] : 'You are signed out.';
  const words = problem ?? lost;
  const signIn = (): void => {
    setProblem(undefined);
    keyring
      .signIn(organization.slug, { display: 'popup' })
      .catch((error: unknown) =>
        setProblem(error instanceof KeyringError ? error.message : 'The sign-in could not start. Try again.'),
      );
  };
  if (children !== undefined) return children({ words, signIn });
  return (
    <div role="alert">
      <p>
        {organization.name}: {words}
      </p>
      <button type="button" onClick={signIn}>
        Sign in to {organization.name}
      </button>
    </div>
  );
}
