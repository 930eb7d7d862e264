import type { OrganizationDirectory } from './organization-directory.ts';
import { createConfiguredDirectory, parseOrganizations } from './workos/configured-organizations.ts';
import { createListedDirectory } from './workos/listed-organizations.ts';
import { createWorkosApi } from './workos/workos-api.ts';

/** The sources of a WorkOS deployment's organizations. At least one of the first two is required. */
export interface WorkosDirectoryOptions {
  /** `ORGANIZATIONS`: `slug:org_id,…`. */
  readonly organizations?: string | undefined;
  /** `WORKOS_API_KEY`, a secret of the server. Only this directory uses it. */
  readonly apiKey?: string | undefined;
  /** Origin of the WorkOS API. Default: `https://api.workos.com`. */
  readonly apiOrigin?: string | undefined;
  readonly fetch?: typeof fetch;
  /** The clock, in milliseconds. */
  readonly now?: () => number;
}

/**
 * The directory of a WorkOS deployment.
 *
 * With only `ORGANIZATIONS` it knows exactly those organizations, named after their slugs, and neither memberships nor
 * users. With an API key it reads everything from WorkOS, and `ORGANIZATIONS` sets the slugs that it lists. Other
 * organizations use their `external_id` in WorkOS as slug, or a slug made from the name (`assign-slugs.ts`). A renamed
 * organization then gets other URLs, so set `external_id`.
 *
 * @throws {Error} if neither is given, or if `ORGANIZATIONS` is invalid
 * @example createWorkosDirectory({ organizations: 'acme:org_01H…,globex:org_01J…' });
 */
export function createWorkosDirectory({
  organizations = '',
  apiKey = '',
  apiOrigin = 'https://api.workos.com',
  fetch = globalThis.fetch,
  now = Date.now,
}: WorkosDirectoryOptions): OrganizationDirectory {
  const configured = parseOrganizations(organizations);
  if (apiKey !== '') {
    return createListedDirectory({
      api: createWorkosApi({ apiKey, apiOrigin, fetch }),
      pinned: configured,
      now,
    });
  }
  if (configured.size === 0) {
    throw new Error(
      'WorkOS is configured without organizations: set ORGANIZATIONS=slug:org_id,… or WORKOS_API_KEY.',
    );
  }
  return createConfiguredDirectory(configured);
}
