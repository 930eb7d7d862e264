import { parseOrganizationSlug } from '../../src/protocol/organization-slug.ts';
import type { DirectoryOrganization, OrganizationDirectory } from '../organization-directory.ts';

const ORGANIZATION_ID = /^org_[A-Za-z0-9_]{1,64}$/;

/**
 * Reads `ORGANIZATIONS`.
 *
 * @param text `slug:org_id`, separated by commas; white space around them is allowed
 * @returns each organization's slug by its id; empty for an empty text
 * @throws {Error} that names the invalid or repeated entry
 */
export function parseOrganizations(text: string): ReadonlyMap<string, string> {
  const slugs = new Map<string, string>();
  const entries = text.split(',').map((entry) => entry.trim());
  for (const entry of entries.filter((given) => given !== '')) {
    const [name, id, ...rest] = entry.split(':');
    const slug = parseOrganizationSlug(name);
    if (slug === undefined || id === undefined || rest.length > 0 || !ORGANIZATION_ID.test(id)) {
      throw new Error(`ORGANIZATIONS: "${entry}" is not slug:org_id with a slug that the app allows.`);
    }
    if (slugs.has(id) || [...slugs.values()].includes(slug)) {
      throw new Error(`ORGANIZATIONS: "${entry}" repeats a slug or an id.`);
    }
    slugs.set(id, slug);
  }
  return slugs;
}

/**
 * A directory of a fixed list. It knows neither memberships nor users.
 *
 * @param slugs each organization's slug by its id
 */
export function createConfiguredDirectory(slugs: ReadonlyMap<string, string>): OrganizationDirectory {
  const organizations: DirectoryOrganization[] = [...slugs].map(([id, slug]) => ({
    id,
    slug,
    name: nameOf(slug),
  }));
  return {
    organizationBySlug: async (slug) => organizations.find((organization) => organization.slug === slug),
    organizationById: async (id) => organizations.find((organization) => organization.id === id),
    organizationsOf: async () => undefined,
    user: async (id) => ({ id, email: null, name: null }),
  };
}

/** `blue-whale` is shown as `Blue Whale`. */
const nameOf = (slug: string): string =>
  slug
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
