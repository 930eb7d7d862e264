import { Hono } from 'hono';
import type { OrganizationDirectory } from '../organization-directory.ts';
import { membershipView, organizationUnknown, organizationView } from './organizations.ts';
import { methodNotAllowed } from './problem.ts';
import type { ApiEnvironment } from './verify-token.ts';

/** `GET /me`: the user and the organization of the token. `GET /me/organizations`: the user's memberships. */
export function meRoutes(directory: OrganizationDirectory): Hono<ApiEnvironment> {
  const routes = new Hono<ApiEnvironment>();

  routes.get('/', async (c) => {
    const { token } = c.var;
    const [organization, user] = await Promise.all([
      directory.organizationById(token.organizationId),
      directory.user(token.userId),
    ]);
    if (organization === undefined) return organizationUnknown(c);
    return c.json({
      user: { id: user.id, email: user.email, name: user.name },
      organization: organizationView(organization),
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
    const own = await directory.organizationById(token.organizationId);
    return c.json(own === undefined ? [] : [organizationView(own)]);
  });
  routes.all('/organizations', methodNotAllowed('GET, HEAD'));

  return routes;
}
