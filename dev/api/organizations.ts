import type { Context } from 'hono';
import { Hono } from 'hono';
import { parseOrganizationId } from '../../src/protocol/organization-id.ts';
import type { DirectoryOrganization, OrganizationDirectory } from '../organization-directory.ts';
import { methodNotAllowed, problem } from './problem.ts';

/** An organization as this API shows it: these three members, whatever else a directory knows. */
export const organizationView = ({ id, slug, name }: DirectoryOrganization) => ({ id, slug, name });

/** One of a person's own organizations: they may know what it asks for. */
export const membershipView = (organization: DirectoryOrganization) => ({
  ...organizationView(organization),
  ...(organization.requires && { requires: organization.requires }),
});

/** Answers for a token whose organization this API does not know: signing in again would not help, so not 401. */
export const organizationUnknown = (c: Context): Response =>
  problem(c, 403, {
    code: 'organization_unknown',
    title: 'Organization unknown',
    detail: 'This API does not know the organization that the token names.',
  });

/** `GET /orgs/:slug`, also with an id, public: so that a worker without a token can start an authorization. */
export function organizationRoutes(directory: OrganizationDirectory): Hono {
  const routes = new Hono();
  routes.get('/:slug', async (c) => {
    const key = c.req.param('slug');
    const organization = await (parseOrganizationId(key) === undefined
      ? directory.organizationBySlug(key)
      : directory.organizationById(key));
    if (organization !== undefined) {
      // A slug can be given to another organization: a stored answer must be asked about again.
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
