import type { OrganizationSource } from '../src/keyring/ports/organization-source.ts';
import type { LookupCredentials } from '../src/protocol/configuration.ts';
import type { CheckedConfiguration } from '../src/protocol/parse-configuration.ts';
import type { KeyringPaths } from '../src/protocol/paths.ts';
import { fetchText, type HttpResult } from '../src/providers/fetch-text.ts';

const TIMEOUT = 10_000;
/** Largest response that is read, bytes. */
const LIMIT = 256 * 1024;

/**
 * Reads organizations and memberships from the application's own back end. With ids in URLs the id takes the place of
 * the slug, so the back end needs none. Organizations that no URL can name are left out.
 */
export function createOrganizationSource({
  organizationEndpoint,
  membershipsEndpoint,
  lookupCredentials: credentials,
  paths,
}: Pick<
  CheckedConfiguration,
  'organizationEndpoint' | 'membershipsEndpoint' | 'lookupCredentials' | 'paths'
>): OrganizationSource {
  return {
    async fetchBySlug(key) {
      const result = await read(new URL(organizationEndpoint + key, location.origin), { credentials });
      return result.type === 'response' && result.status === 404 ? null : named(bodyOf(result), paths);
    },
    async fetchMemberships(accessToken) {
      const url = new URL(membershipsEndpoint, location.origin);
      const headers = { Authorization: `Bearer ${accessToken}` };
      const list = bodyOf(await read(url, { credentials, headers }));
      if (!Array.isArray(list)) return list;
      return list.map((item: unknown) => named(item, paths)).filter((item) => !isReserved(item, paths));
    },
  };
}

function read(
  url: URL,
  { credentials, headers }: { credentials: LookupCredentials; headers?: Record<string, string> },
): Promise<HttpResult> {
  const request = new Request(url, {
    headers: { Accept: 'application/json', ...headers },
    cache: 'no-store',
    credentials,
    redirect: 'error',
  });
  return fetchText(fetch, request, TIMEOUT, LIMIT);
}

/** Gives an organization the name that it has in URLs. */
function named(value: unknown, { organizationKey }: KeyringPaths): unknown {
  if (organizationKey === 'slug' || typeof value !== 'object' || value === null || !('id' in value))
    return value;
  return { ...value, slug: value.id };
}

function isReserved(value: unknown, { reserved }: KeyringPaths): boolean {
  if (typeof value !== 'object' || value === null || !('slug' in value)) return false;
  const { slug } = value;
  return reserved.some((segment) => segment === slug);
}

function bodyOf(result: HttpResult): unknown {
  if (result.type !== 'response' || result.status !== 200)
    throw new Error('the directory cannot be read right now');
  return JSON.parse(result.body);
}
