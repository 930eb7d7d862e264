import type { AuthorizationRequest } from './authorization-request.ts';
import type { AuthorizationTransaction } from './authorization-transaction.ts';
import type { BrowserSession } from './browser-session.ts';
import type { Memberships } from './memberships.ts';
import type { Organization, OrganizationPolicy } from './options.ts';

/** The next step of an authorization. `grant` and `unknown-organization` end it with a redirect. */
export type AuthorizationStep =
  | { readonly type: 'sign-in' }
  | { readonly type: 'choose-organization'; readonly organizations: readonly Organization[] }
  | {
      readonly type: 'step-up';
      readonly organization: Organization;
      readonly policy: Exclude<OrganizationPolicy, 'none'>;
    }
  | { readonly type: 'not-a-member' }
  | { readonly type: 'unknown-organization'; readonly organizationId: string }
  | {
      readonly type: 'grant';
      readonly browserSession: BrowserSession;
      readonly organization: Organization | undefined;
    };

/**
 * Determines the next step of an authorization from the user's browser session at AuthKit. If a live session may enter
 * the organization, it gets a code without a page. `prompt=login` and `max_age` require the sign-in page first.
 */
export function nextStep(
  transaction: AuthorizationTransaction,
  browserSession: BrowserSession | undefined,
  memberships: Memberships,
  now: number,
): AuthorizationStep {
  const { organizationId } = transaction;
  const named = organizationId === undefined ? undefined : memberships.organization(organizationId);
  if (organizationId !== undefined && !named) return { type: 'unknown-organization', organizationId };

  if (!browserSession) return { type: 'sign-in' };
  const signedInHere = transaction.signedInAs === browserSession.id;
  if (!signedInHere && mustAuthenticate(transaction.request, browserSession, now)) return { type: 'sign-in' };

  const own = memberships
    .organizationsOf(browserSession.userId)
    .filter(({ id }) => id === (browserSession.impersonation?.organizationId ?? id));
  if (!named && own.length > 1) return { type: 'choose-organization', organizations: own };
  const organization = named ?? own[0];
  if (organization && !own.includes(organization)) return { type: 'not-a-member' };

  if (organization && organization.policy !== 'none' && !hasSteppedUp(browserSession, organization, now)) {
    return { type: 'step-up', organization, policy: organization.policy };
  }
  return { type: 'grant', browserSession, organization };
}

/** A session at the identity provider that has expired satisfies the policy no longer. */
function hasSteppedUp(
  { steppedUpFor, identityProviderSessionEndsAt }: BrowserSession,
  { id, policy }: Organization,
  now: number,
): boolean {
  const isExpired =
    policy === 'sso' && identityProviderSessionEndsAt !== undefined && now >= identityProviderSessionEndsAt;
  return steppedUpFor.has(id) && !isExpired;
}

/** OpenID Connect Core 3.1.2.1. */
function mustAuthenticate(
  { promptLogin, maxAge }: AuthorizationRequest,
  { authenticatedAt }: BrowserSession,
  now: number,
): boolean {
  return promptLogin || (maxAge !== undefined && now - authenticatedAt >= maxAge * 1000);
}
