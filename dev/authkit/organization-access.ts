import { oauthError, type Refusal, ssoRequired } from './errors.ts';
import type { Memberships } from './memberships.ts';
import type { User } from './people.ts';

/**
 * The error if a session may not enter an organization now; `undefined` if it may. Source: the error codes of
 * `UserlandSessionsController_authenticate`.
 *
 * @param steppedUpFor - organizations whose policy (single sign-on, second factor) this session has satisfied
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
