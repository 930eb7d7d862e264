import { Hono } from 'hono';
import { etag } from 'hono/etag';
import type { OrganizationDirectory } from '../organization-directory.ts';
import { organizationUnknown, organizationView } from './organizations.ts';
import { methodNotAllowed } from './problem.ts';
import type { ApiEnvironment } from './require-token.ts';

/** A `Last-Modified` date old enough that a browser caches the response heuristically (RFC 9111 §4.2.2). */
const LAST_MODIFIED = 'Thu, 01 Jan 2026 00:00:00 GMT';

/** The caching headers that `?by=` selects. Without `?by=`, the response has the two most common ones. */
const HEADERS: ReadonlyMap<string | undefined, Record<string, string>> = new Map([
  [undefined, { 'Cache-Control': 'max-age=60' }],
  ['max-age', { 'Cache-Control': 'max-age=60' }],
  ['etag', { 'Cache-Control': 'private' }],
  ['last-modified', { 'Cache-Control': 'private', 'Last-Modified': LAST_MODIFIED }],
]);

/**
 * `GET /cached`: simulates an API that lacks `Vary: Authorization`. A browser's cache then returns one organization's
 * response to another (measured in Chromium and Firefox), unless the worker disables the cache. The missing header is
 * intentional: the tests of that rule need it.
 */
export function cachedRoutes(directory: OrganizationDirectory): Hono<ApiEnvironment> {
  const routes = new Hono<ApiEnvironment>();
  const withEtag = etag();
  const isTagged = (by: string | undefined): boolean => by === undefined || by === 'etag';
  routes.use('/', (c, next) => (isTagged(c.req.query('by')) ? withEtag(c, next) : next()));
  routes.get('/', async (c) => {
    const organization = await directory.organizationById(c.var.token.organizationId);
    if (organization === undefined) return organizationUnknown(c);
    const headers = HEADERS.get(c.req.query('by')) ?? HEADERS.get(undefined);
    return c.json({ organization: organizationView(organization) }, 200, headers);
  });
  return routes.all('/', methodNotAllowed('GET, HEAD'));
}
