import type { OrganizationSource } from '../src/keyring/ports/organization-source.ts';
import type { KeyringConfiguration, LookupCredentials } from '../src/protocol/configuration.ts';
import { fetchText, type HttpResult } from '../src/providers/fetch-text.ts';

const TIMEOUT = 10_000;
/** Largest answer that is read, bytes. */
const LIMIT = 256 * 1024;

/** Reads slugs and memberships from the application's own back end. */
export function createOrganizationSource({
  organizationEndpoint,
  membershipsEndpoint,
  lookupCredentials: credentials = 'omit',
}: Pick<
  KeyringConfiguration,
  'organizationEndpoint' | 'membershipsEndpoint' | 'lookupCredentials'
>): OrganizationSource {
  return {
    async fetchBySlug(slug) {
      const answer = await read(new URL(organizationEndpoint + slug, location.origin), { credentials });
      return answer.type === 'response' && answer.status === 404 ? null : bodyOf(answer);
    },
    async fetchMemberships(accessToken) {
      const url = new URL(membershipsEndpoint, location.origin);
      return bodyOf(await read(url, { credentials, headers: { Authorization: `Bearer ${accessToken}` } }));
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

function bodyOf(answer: HttpResult): unknown {
  if (answer.type !== 'response' || answer.status !== 200)
    throw new Error('the directory cannot be read right now');
  return JSON.parse(answer.body);
}
