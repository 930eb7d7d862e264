import { KeyringError } from '../../protocol/errors.ts';
import type { Organization } from '../../protocol/session-status.ts';
import type { ActiveSession, Session } from './session.ts';

/** Returns an active session. @throws KeyringError `authorization_required` with the reason */
export function assertActive(session: Session, organization: Organization): ActiveSession {
  if (session.status === 'active') return session;
  const reason = session.status === 'needs-authorization' ? session.reason : session.status;
  throw new KeyringError('authorization_required', `Sign in to ${organization.name} to go on.`, {
    organizationSlug: organization.slug,
    reason,
  });
}
