import type { Context } from 'hono';
import { Hono } from 'hono';
import type { OrganizationDirectory } from '../organization-directory.ts';
import { membershipView, organizationUnknown, organizationView } from './organizations.ts';
import { methodNotAllowed, problem } from './problem.ts';
import type { UserEnvironment } from './require-token.ts';

/**
 * `GET /me`: the user and the organization of the token. `GET /me/organizations`: the user's memberships. Both take a token
 * without an organization. `DELETE /me/membership`: the user leaves the organization of the token.
 */
export function meRoutes(directory: OrganizationDirectory): Hono<UserEnvironment> {
  const routes = new Hono<UserEnvironment>();

  routes.get('/', async (c) => {
    const { token } = c.var;
    const [organization, user] = await Promise.all([
      token.organizationId === null ? null : directory.organizationById(token.organizationId),
      directory.user(token.userId),
    ]);
    if (organization === undefined) return organizationUnknown(c);
    return c.json({
      user: { id: user.id, email: user.email, name: user.name },
      organization: organization && organizationView(organization),
      role: token.role,
      sid: token.sessionId,
      jti: token.tokenId,
      exp: token.expiresAt,
    });
  });
  routes.all('/', methodNotAllowed('GET, HEAD'));

  routes.get('/organizations', async (c) => {
    const { token } = c.var;
    const listed = await directory.organizationsOf(token.userId);
    if (listed !== undefined) return c.json(listed.map(membershipView));
    // If the directory cannot list memberships, return the organization of the token, which proves this membership.
    const { organizationId } = token;
    const own = organizationId === null ? undefined : await directory.organizationById(organizationId);
    return c.json(own === undefined ? [] : [organizationView(own)]);
  });
  routes.all('/organizations', methodNotAllowed('GET, HEAD'));

  routes.delete('/membership', async (c) => {
    const { organizationId, userId } = c.var.token;
    if (organizationId === null) return noMembership(c);
    if (directory.leaveOrganization === undefined) return leavingUnsupported(c);
    await directory.leaveOrganization(userId, organizationId);
    return c.body(null, 204);
  });
  routes.all('/membership', methodNotAllowed('DELETE'));

  return routes;
}

const noMembership = (c: Context): Response =>
  problem(c, 409, {
    code: 'no_membership',
    title: 'No membership',
    detail: 'The token of this request names no organization that its user could leave.',
  });

const leavingUnsupported = (c: Context): Response =>
  problem(c, 501, {
    code: 'leaving_unsupported',
    title: 'Not supported',
    detail: 'This server cannot change memberships: it has no WORKOS_API_KEY.',
  });
