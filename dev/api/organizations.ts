import type { Context } from 'hono';
import { Hono } from 'hono';
import { parseOrganizationId } from '../../src/protocol/organization-id.ts';
import type { DirectoryOrganization, OrganizationDirectory } from '../organization-directory.ts';
import { methodNotAllowed, problem } from './problem.ts';

/** An organization as this API returns it: only these three members. */
export const organizationView = ({ id, slug, name }: DirectoryOrganization) => ({ id, slug, name });

/** One of the user's own organizations, with the step-up that it requires. */
export const membershipView = (organization: DirectoryOrganization) => ({
  ...organizationView(organization),
  ...(organization.requires && { requires: organization.requires }),
});

/** The response for a token of an unknown organization. Not 401, because another sign-in would not help. */
export const organizationUnknown = (c: Context): Response =>
  problem(c, 403, {
    code: 'organization_unknown',
    title: 'Organization unknown',
    detail: 'This API does not know the organization that the token names.',
  });

/** `GET /orgs/:slug` (or an id), public: returns the organization, so that a worker without a token can start a sign-in. */
export function organizationRoutes(directory: OrganizationDirectory): Hono {
  const routes = new Hono();
  routes.get('/:slug', async (c) => {
    const key = c.req.param('slug');
    const organization = await (parseOrganizationId(key) === undefined
      ? directory.organizationBySlug(key)
      : directory.organizationById(key));
    if (organization !== undefined) {
      // A slug can be reassigned to another organization, so a cached response must be revalidated.
      return c.json(organizationView(organization), 200, { 'Cache-Control': 'no-cache' });
    }
    return problem(c, 404, {
      code: 'organization_not_found',
      title: 'Organization not found',
      detail: 'No organization has this slug or id.',
    });
  });
  return routes.all('/:slug', methodNotAllowed('GET, HEAD'));
}
