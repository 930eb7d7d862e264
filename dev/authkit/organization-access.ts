import { oauthError, type Refusal, ssoRequired } from './errors.ts';
import type { Memberships } from './memberships.ts';
import type { User } from './people.ts';

/**
 * Why a session may not be in an organization now; `undefined` when it may.
 * Source: the error codes of `UserlandSessionsController_authenticate`.
 *
 * @param steppedUpFor - organizations whose single sign-on or second factor this session has been through
 */
export function refusedEntry(
  user: User,
  organizationId: string,
  memberships: Memberships,
  steppedUpFor: ReadonlySet<string>,
): Refusal | undefined {
  const organization = memberships.organization(organizationId);
  if (!organization)
    return oauthError('organization_not_found', `Organization not found: '${organizationId}'.`);
  if (memberships.role(user.id, organizationId) === undefined) {
    return oauthError(
      'organization_membership_not_found',
      'The user is not an active member of the organization.',
    );
  }
  if (organization.policy === 'none' || steppedUpFor.has(organizationId)) return undefined;
  return organization.policy === 'sso'
    ? ssoRequired(organizationId, user.email)
    : oauthError('mfa_enrollment', 'The user must enroll in MFA to finish authenticating.');
}
