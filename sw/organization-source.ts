import type { OrganizationSource } from '../src/keyring/ports.ts';
import type { KeyringConfiguration } from '../src/protocol/configuration.ts';

const TIMEOUT = 10_000;

/** Reads slugs and memberships from the application's own back end. */
export function createOrganizationSource({
  organizationEndpoint,
  membershipsEndpoint,
}: Pick<KeyringConfiguration, 'organizationEndpoint' | 'membershipsEndpoint'>): OrganizationSource {
  return {
    async fetchBySlug(slug) {
      const response = await read(new URL(organizationEndpoint + slug, location.origin), {});
      if (response.status === 404) return null;
      return bodyOf(response);
    },
    async fetchMemberships(accessToken) {
      const url = new URL(membershipsEndpoint, location.origin);
      return bodyOf(await read(url, { Authorization: `Bearer ${accessToken}` }));
    },
  };
}

function read(url: URL, headers: Record<string, string>): Promise<Response> {
  return fetch(url, {
    headers: { Accept: 'application/json', ...headers },
    cache: 'no-store',
    credentials: 'omit',
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT),
  });
}

async function bodyOf(response: Response): Promise<unknown> {
  if (!response.ok) throw new Error(`the directory answered ${response.status}`);
  return response.json();
}
