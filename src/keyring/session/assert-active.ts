import { KeyringError } from '../../protocol/errors.ts';
import type { Organization } from '../../protocol/session-status.ts';
import type { ActiveSession, Session } from './session.ts';

/**
 * Returns an active session.
 *
 * @param organization null: of the session without an organization
 * @throws KeyringError `authorization_required` with the reason
 */
export function assertActive(session: Session, organization: Organization | null): ActiveSession {
  if (session.status === 'active') return session;
  const reason = session.status === 'needs-authorization' ? session.reason : session.status;
  const where = organization === null ? '' : ` to ${organization.name}`;
  throw new KeyringError('authorization_required', `Sign in${where} to go on.`, {
    organizationSlug: organization?.slug ?? null,
    reason,
  });
}

/** The error of a request that another user has sent, before the user of the present session signed in. */
export function otherUserError(): KeyringError {
  return new KeyringError('organization_unbound', 'This request belongs to the session of another user.', {
    reason: 'wrong_user',
  });
}
