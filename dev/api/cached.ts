import { Hono } from 'hono';
import { etag } from 'hono/etag';
import type { OrganizationDirectory } from '../organization-directory.ts';
import { organizationUnknown, organizationView } from './organizations.ts';
import { methodNotAllowed } from './problem.ts';
import type { ApiEnvironment } from './verify-token.ts';

/**
 * `GET /cached`: plays an API whose author forgot `Vary: Authorization`. A browser's cache then hands one
 * organization's answer to the next (measured in Chromium and Firefox), unless the worker forbids the cache.
 * Do not repair it: it is what the test of that rule stands on.
 */
export function cachedRoutes(directory: OrganizationDirectory): Hono<ApiEnvironment> {
  const routes = new Hono<ApiEnvironment>();
  routes.get('/', etag(), async (c) => {
    const organization = await directory.organizationById(c.var.token.organizationId);
    if (organization === undefined) return organizationUnknown(c);
    return c.json({ organization: organizationView(organization) }, 200, { 'Cache-Control': 'max-age=60' });
  });
  return routes.all('/', methodNotAllowed('GET, HEAD'));
}
