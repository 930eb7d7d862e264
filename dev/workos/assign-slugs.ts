import { parseOrganizationSlug } from '../../src/protocol/organization-slug.ts';
import type { DirectoryOrganization } from '../organization-directory.ts';
import { slugify } from '../slugify.ts';
import type { WorkosOrganization } from './workos-records.ts';

/**
 * Assigns a unique slug to every organization. Rules in order; each is applied to all organizations before the next:
 * 1. the slug that `ORGANIZATIONS` pins to its id;
 * 2. its `external_id`, where that is a slug;
 * 3. its name as a slug; of two equal names the older organization gets it, so that a new one cannot take over a URL;
 * 4. that slug with the end of its id, for the others and for reserved words;
 * 5. its id as a slug, for a name without any letter that a slug allows.
 *
 * @param organizations in the order of WorkOS
 * @param pinned slugs by id
 */
export function assignSlugs(
  organizations: readonly WorkosOrganization[],
  pinned: ReadonlyMap<string, string>,
): readonly DirectoryOrganization[] {
  const oldestFirst = organizations.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt));
  const idBySlug = new Map<string, string>([...pinned].map(([id, slug]) => [slug, id]));
  const slugById = new Map<string, string>(pinned);

  const proposals: readonly ((organization: WorkosOrganization) => string | null)[] = [
    ({ externalId }) => externalId,
    ({ name }) => slugify(name),
    ({ name, id }) => `${slugify(name)}-${slugify(id.slice(-6))}`,
    ({ id }) => slugify(id),
  ];
  for (const propose of proposals) {
    for (const organization of oldestFirst) {
      const slug = parseOrganizationSlug(propose(organization));
      if (slug === undefined || idBySlug.has(slug) || slugById.has(organization.id)) continue;
      idBySlug.set(slug, organization.id);
      slugById.set(organization.id, slug);
    }
  }
  return oldestFirst.flatMap(({ id, name }) => {
    const slug = slugById.get(id);
    return slug === undefined ? [] : [{ id, slug, name }];
  });
}
