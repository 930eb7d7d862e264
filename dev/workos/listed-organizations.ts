import type { OrganizationDirectory } from '../organization-directory.ts';
import { assignSlugs } from './assign-slugs.ts';
import { remember } from './short-memory.ts';
import type { WorkosApi } from './workos-api.ts';

/** What a directory read from WorkOS needs. */
export interface ListedDirectoryOptions {
  readonly api: WorkosApi;
  /** Slugs by organization id that win over what WorkOS says. */
  readonly pinned: ReadonlyMap<string, string>;
  readonly now: () => number;
}

/**
 * A directory read from WorkOS with a server-side key. The list of organizations is read whole and kept for
 * half a minute, because a slug can only be told apart from the others when all are known, and because anyone may
 * ask for any slug: a flood of unknown ones must not become a flood of calls to WorkOS.
 */
export function createListedDirectory({ api, pinned, now }: ListedDirectoryOptions): OrganizationDirectory {
  const list = remember(async () => assignSlugs(await api.organizations(), pinned), {
    lifetime: 30_000,
    capacity: 1,
    now,
  });
  const organizations = () => list('all');
  // Shorter than the others: a membership that ended should be seen to end.
  const membershipsOf = remember(api.activeMemberships, { lifetime: 5_000, capacity: 1_000, now });
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
      const name = [user?.firstName, user?.lastName].filter((part) => part).join(' ');
      return { id, email: user?.email ?? null, name: name === '' ? null : name };
    },
  };
}
