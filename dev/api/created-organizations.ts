import { parseString } from '../../src/protocol/parse.ts';
import type { Database } from '../database/database.ts';
import type { DirectoryOrganization } from '../organization-directory.ts';

/** An organization that a user created in the app. */
export interface CreatedOrganization extends Pick<DirectoryOrganization, 'id' | 'slug' | 'name'> {
  /** The id of the user. */
  readonly createdBy: string;
}

/** The organizations that users created in the app. */
export interface CreatedOrganizations {
  /** Oldest first. */
  list(): Promise<readonly CreatedOrganization[]>;
  /** @returns whether it was added; `false` if another organization has the id or the slug */
  add(organization: CreatedOrganization): Promise<boolean>;
}

/** In the memory of this process. */
export function createMemoryOrganizations(): CreatedOrganizations & { has(id: string): boolean } {
  const created: CreatedOrganization[] = [];
  return {
    has: (id) => created.some((organization) => organization.id === id),
    list: async () => [...created],
    async add(organization) {
      if (created.some(({ id, slug }) => id === organization.id || slug === organization.slug)) return false;
      created.push(organization);
      return true;
    },
  };
}

/** In the database. */
export function createSqlOrganizations(database: Database): CreatedOrganizations {
  return {
    list: () =>
      database.asService(async (query) => {
        const rows = await query(
          'SELECT id, slug, name, created_by FROM keyring.organizations ORDER BY created_at, id',
        );
        return rows.map((row) => ({
          id: parseString(row.id, 'id'),
          slug: parseString(row.slug, 'slug'),
          name: parseString(row.name, 'name'),
          createdBy: parseString(row.created_by, 'created_by'),
        }));
      }),
    add: ({ id, slug, name, createdBy }) =>
      database.asService(async (query) => {
        const [added] = await query(
          'INSERT INTO keyring.organizations (id, slug, name, created_by) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING id',
          [id, slug, name, createdBy],
        );
        // A new organization starts without the example notes.
        if (added !== undefined)
          await query('INSERT INTO keyring.seeded_organizations VALUES ($1) ON CONFLICT DO NOTHING', [id]);
        return added !== undefined;
      }),
  };
}
