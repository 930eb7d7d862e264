import type {
  AuthorizationReason,
  SessionState,
  SessionStatus,
  SessionUser,
  StepUp,
} from '../../client/index.ts';

/** The user's name, or the email address if there is none. */
export const nameOf = (user: SessionUser): string => user.name ?? user.email;

/** What the text for a state depends on, apart from the session. */
export interface StateContext {
  /** ms since the epoch */
  readonly now: number;
  readonly isOnline: boolean;
  /** Whether users are shown by their email addresses, because two accounts may have the same name. */
  readonly hasSeveralAccounts: boolean;
}

/** A token with less time left than this counts as expiring, ms. */
const EXPIRING = 60_000;

/** The state of an organization's session as a short text, shown after its name. */
export function stateWords(status: SessionStatus, context: StateContext): string {
  const words = sessionWords(status, context);
  return context.isOnline ? words : `${words}, offline`;
}

function sessionWords(
  { organization, session }: SessionStatus,
  { now, isOnline, hasSeveralAccounts }: StateContext,
): string {
  switch (session.status) {
    case 'active':
    case 'refreshing': {
      const words = `signed in as ${hasSeveralAccounts ? session.user.email : nameOf(session.user)}`;
      if (session.status === 'refreshing') return `${words}, refreshing`;
      return isOnline && session.accessTokenExpiresAt - now < EXPIRING ? `${words}, expiring` : words;
    }
    case 'authorizing':
      return 'signing in';
    case 'signed-out':
      return 'signed out';
    case 'absent':
      return organization.requires === undefined ? 'needs sign-in' : REQUIRED[organization.requires];
    case 'needs-authorization':
      return SHORT[session.reason] ?? 'needs sign-in';
  }
}

const REQUIRED: Record<StepUp, string> = {
  sso: 'needs SSO sign-in',
  mfa: 'needs a second factor',
};

const SHORT: Partial<Record<AuthorizationReason, string>> = {
  sso_required: REQUIRED.sso,
  mfa_enrollment: REQUIRED.mfa,
  verification_required: 'needs verification',
  phone_number_required: 'needs a phone number',
  not_a_member: 'no access',
  organization_not_found: 'no longer exists',
};

/** Why the user has to sign in to an organization, as complete sentences. */
export function reasonWords({ organization: { name }, session }: SessionStatus): string {
  if (session.status === 'signed-out') return `You signed out of ${name} on this device.`;
  if (session.status !== 'needs-authorization') return `There is no session for ${name} on this device.`;
  return LONG[session.reason](name);
}

const LONG: Record<AuthorizationReason, (name: string) => string> = {
  expired: (name) => `Your session for ${name} has expired.`,
  // AuthKit says the same of all three.
  revoked: (name) =>
    `Your session for ${name} was revoked by an administrator, was ended on another device or had reached its maximum age.`,
  sso_required: (name) => `${name} now requires single sign-on (SSO).`,
  mfa_enrollment: (name) => `${name} requires a second factor, but your account has none yet.`,
  verification_required: (name) =>
    `The sign-in service asks you for another step, such as a verification, before you can use ${name}.`,
  phone_number_required: (name) =>
    `The sign-in service needs a phone number for your account before you can use ${name}.`,
  organization_selection_required: (name) =>
    `The sign-in service asks you to select an organization before you can use ${name}.`,
  invitation_invalid: (name) =>
    `The invitation to ${name} has expired, was already used or was sent to another email address.`,
  not_a_member: (name) => `Your account is not, or is no longer, a member of ${name}.`,
  organization_not_found: (name) => `${name} no longer exists at the sign-in service.`,
  wrong_organization: (name) =>
    `The sign-in service returned a session for an organization other than ${name}.`,
  wrong_user: (name) => `The session for ${name} belongs to a different user than the one who signed in.`,
  access_denied: (name) => `Access to ${name} was not granted or the sign-in was cancelled.`,
  authorization_failed: (name) => `The sign-in to ${name} could not be completed.`,
  misconfigured: (name) =>
    `Users cannot sign in to ${name} at the moment, because this app is not set up correctly. Tell its operator.`,
};

/** Whether another account may have access. */
export function isAccountRefused(session: SessionState): boolean {
  return (
    session.status === 'needs-authorization' &&
    ['not_a_member', 'wrong_user', 'access_denied'].includes(session.reason)
  );
}
