import { type OrganizationDirectory, SlugTakenError } from '../organization-directory.ts';
import { assignSlugs } from './assign-slugs.ts';
import { remember } from './short-memory.ts';
import type { WorkosApi } from './workos-api.ts';

/** The dependencies of a directory that is read from WorkOS. */
export interface ListedDirectoryOptions {
  readonly api: WorkosApi;
  /** Slugs by organization id. They override those from WorkOS. */
  readonly pinned: ReadonlyMap<string, string>;
  readonly now: () => number;
}

/**
 * A directory read from WorkOS with a server-side key. The complete list of organizations is cached for half a minute.
 * The list must be complete because slugs must be unique, and it is cached because the look-up is public and must not
 * cause one WorkOS call per request.
 */
export function createListedDirectory({ api, pinned, now }: ListedDirectoryOptions): OrganizationDirectory {
  const list = remember(async () => assignSlugs(await api.organizations(), pinned), {
    lifetime: 30_000,
    // The list before and after the latest creation.
    capacity: 2,
    now,
  });
  let creations = 0;
  const organizations = () => list(String(creations));
  // Shorter than the others, so that an ended membership is noticed soon. A change that was made here is seen at once.
  let changes = 0;
  const memberships = remember((key: string) => api.activeMemberships(key.slice(key.indexOf(' ') + 1)), {
    lifetime: 5_000,
    capacity: 1_000,
    now,
  });
  const membershipsOf = (userId: string) => memberships(`${changes} ${userId}`);
  const userOf = remember(api.user, { lifetime: 60_000, capacity: 1_000, now });

  return {
    organizationBySlug: async (slug) => (await organizations()).find((known) => known.slug === slug),
    organizationById: async (id) => (await organizations()).find((known) => known.id === id),
    async organizationsOf(userId) {
      const [all, ids] = await Promise.all([organizations(), membershipsOf(userId)]);
      const own = new Set(ids);
      return all.filter(({ id }) => own.has(id));
    },
    async user(id) {
      const user = await userOf(id);
      const name = user?.name ?? [user?.firstName, user?.lastName].filter((part) => part).join(' ');
      return { id, email: user?.email ?? null, name: name === '' ? null : name };
    },
    async createOrganization({ name, slug, adminId }) {
      // The cached list may lack one of the dashboard that has its slug from its name, and would lose it. WorkOS refuses
      // only an `external_id` that is taken.
      creations += 1;
      if ((await organizations()).some((known) => known.slug === slug)) throw new SlugTakenError();
      try {
        const { id } = await api.createOrganization({ name, externalId: slug, adminId });
        return { id, slug, name };
      } finally {
        // The cached list lacks it. After a failure, too: WorkOS may have created it, and its slug is taken then.
        creations += 1;
        changes += 1;
      }
    },
    clear() {
      creations += 1;
      changes += 1;
    },
    async leaveOrganization(userId, organizationId) {
      await api.deleteMembership(userId, organizationId);
      changes += 1;
    },
  };
}
