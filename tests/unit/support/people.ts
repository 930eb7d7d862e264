import { type OrganizationSlug, parseOrganizationSlug } from '../../../src/protocol/organization-slug.ts';
import type { Organization, SessionUser } from '../../../src/protocol/session-status.ts';
import { NO_PROFILE } from '../../support/blank-claims.ts';

export const ADA: SessionUser = {
  id: 'user_ada',
  email: 'ada@example.com',
  name: 'Ada Lovelace',
  ...NO_PROFILE,
  firstName: 'Ada',
  lastName: 'Lovelace',
};
export const GRACE: SessionUser = {
  id: 'user_grace',
  email: 'grace@example.com',
  name: 'Grace Hopper',
  ...NO_PROFILE,
  firstName: 'Grace',
  lastName: 'Hopper',
};

/** A slug that the test knows to be one. */
export function slug(text: string): OrganizationSlug {
  const parsed = parseOrganizationSlug(text);
  if (parsed === undefined) throw new Error(`"${text}" is no slug`);
  return parsed;
}

export const ACME: Organization = { id: 'org_acme', slug: slug('acme'), name: 'Acme' };
export const GLOBEX: Organization = { id: 'org_globex', slug: slug('globex'), name: 'Globex' };
