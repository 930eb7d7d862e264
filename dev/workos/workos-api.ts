import { ParseError, parseList, parseNullable, parseRecord, parseString } from '../../src/protocol/parse.ts';
import { UnavailableError } from '../api/unavailable-error.ts';
import {
  parseMembership,
  parseOrganization,
  parseUser,
  type WorkosOrganization,
  type WorkosUser,
} from './workos-records.ts';
import { createSender, type WorkosApiOptions } from './workos-request.ts';

/** The part of the WorkOS REST API that a directory needs. */
export interface WorkosApi {
  /** All organizations of the environment, oldest first. */
  organizations(): Promise<readonly WorkosOrganization[]>;
  /** The ids of the organizations in which the user is an active member. */
  activeMemberships(userId: string): Promise<readonly string[]>;
  /** Deletes the user's membership of an organization, if there is one. */
  deleteMembership(userId: string, organizationId: string): Promise<void>;
  user(userId: string): Promise<WorkosUser | undefined>;
  /**
   * Creates an organization with one member, who has the role `admin`. `externalId` becomes its slug in the app.
   *
   * @throws {SlugTakenError} if another organization has the `externalId`
   */
  createOrganization(organization: {
    readonly name: string;
    readonly externalId: string;
    readonly adminId: string;
  }): Promise<WorkosOrganization>;
}

const PAGE = 100;
/** Limit of 2,000 organizations, because the directory is held in memory. */
const MOST_PAGES = 20;
/**
 * A client of the WorkOS REST API. Its methods throw {@link UnavailableError} for temporary failures, and an ordinary
 * error, which never contains the key, for failures that an operator must fix.
 */
export function createWorkosApi(options: WorkosApiOptions): WorkosApi {
  const send = createSender(options);
  const get = (path: string, query: Readonly<Record<string, string>> = {}): Promise<unknown> =>
    send(`${path}?${new URLSearchParams(query)}`);
  const post = (path: string, body: object): Promise<unknown> =>
    send(path, { method: 'POST', body: JSON.stringify(body) });

  async function list<T>(path: string, query: Readonly<Record<string, string>>, parse: (item: unknown) => T) {
    const items: T[] = [];
    let after: string | null = null;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const cursor: Record<string, string> = after === null ? {} : { after };
      const response = await get(path, { limit: String(PAGE), order: 'asc', ...query, ...cursor });
      const { data, list_metadata } = readResponse(() => parseRecord(response, path));
      items.push(...readResponse(() => parseList(data, parse, path)));
      after = readResponse(() =>
        parseNullable(parseRecord(list_metadata, 'list_metadata').after, parseCursor),
      );
      if (after === null) return items;
    }
    throw new Error(
      `WorkOS has more than ${PAGE * MOST_PAGES} entries in ${path}: name yours in ORGANIZATIONS, and unset WORKOS_API_KEY.`,
    );
  }

  return {
    organizations: () => list('/organizations', {}, parseOrganization),
    async activeMemberships(userId) {
      const query = { user_id: userId, statuses: 'active' };
      const memberships = await list('/user_management/organization_memberships', query, parseMembership);
      return memberships
        .filter(({ status }) => status === 'active')
        .map(({ organizationId }) => organizationId);
    },
    async deleteMembership(userId, organizationId) {
      const query = { user_id: userId, organization_id: organizationId };
      const memberships = await list('/user_management/organization_memberships', query, parseMembership);
      for (const { id } of memberships.filter((membership) => membership.organizationId === organizationId))
        await send(`/user_management/organization_memberships/${encodeURIComponent(id)}`, {
          method: 'DELETE',
        });
    },
    async user(userId) {
      const response = await get(`/user_management/users/${encodeURIComponent(userId)}`);
      return response === undefined ? undefined : readResponse(() => parseUser(response));
    },
    async createOrganization({ name, externalId, adminId }) {
      const response = await post('/organizations', { name, external_id: externalId });
      const organization = readResponse(() => parseOrganization(response));
      try {
        await post('/user_management/organization_memberships', {
          user_id: adminId,
          organization_id: organization.id,
          role_slug: 'admin',
        });
      } catch (error) {
        // Without a member no user could open it, and its slug would be taken.
        await send(`/organizations/${encodeURIComponent(organization.id)}`, { method: 'DELETE' }).catch(
          () => {},
        );
        throw error;
      }
      return organization;
    },
  };
}

/** An unreadable response is a temporary failure of WorkOS, not an error of the caller. */
function readResponse<T>(parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    if (cause instanceof ParseError)
      throw new UnavailableError('WorkOS sent an unexpected response.', { cause });
    throw cause;
  }
}

const parseCursor = (value: unknown): string => parseString(value, 'after');
