import type { OrganizationDirectory } from './organization-directory.ts';
import { createConfiguredDirectory, parseOrganizations } from './workos/configured-organizations.ts';
import { createListedDirectory } from './workos/listed-organizations.ts';
import { createWorkosApi } from './workos/workos-api.ts';

/** Where a WorkOS deployment's organizations come from: one of the first two, or both. */
export interface WorkosDirectoryOptions {
  /** `ORGANIZATIONS`: `slug:org_id,…`. */
  readonly organizations?: string | undefined;
  /** `WORKOS_API_KEY`: a secret of the server; it never leaves this directory. */
  readonly apiKey?: string | undefined;
  /** Origin of the WorkOS API; `https://api.workos.com` when not given. */
  readonly apiOrigin?: string | undefined;
  readonly fetch?: typeof fetch;
  /** The clock, in milliseconds. */
  readonly now?: () => number;
}

/**
 * The directory of a WorkOS deployment.
 *
 * With `ORGANIZATIONS` alone it knows exactly those organizations, named after their slugs; it knows no memberships
 * and no people. With an API key it knows what WorkOS knows, and `ORGANIZATIONS` still decides the slugs it names.
 * Without it, an organization's slug is its `external_id` in WorkOS or else made from its name (`assign-slugs.ts`);
 * a name can be changed in WorkOS and its URLs change with it, so set `external_id`.
 *
 * @throws {Error} when neither is given, or when `ORGANIZATIONS` cannot be read
 * @example
 * createWorkosDirectory({ organizations: 'acme:org_01H…,globex:org_01J…' });
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
