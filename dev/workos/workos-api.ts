import {
  attempt,
  ParseError,
  parseList,
  parseNullable,
  parseOneOf,
  parseRecord,
  parseString,
  type UnknownRecord,
} from '../../src/protocol/parse.ts';
import { UnavailableError } from '../api/unavailable-error.ts';
import { SlugTakenError } from '../organization-directory.ts';

/** The used part of a WorkOS organization. */
export interface WorkosOrganization {
  readonly id: string;
  readonly name: string;
  readonly externalId: string | null;
  /** ISO 8601. */
  readonly createdAt: string;
}

/** The used part of a WorkOS user. */
export interface WorkosUser {
  readonly id: string;
  readonly email: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  /** The full name. A user can have it alone. */
  readonly name: string | null;
}

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

/** The options of the API client. */
export interface WorkosApiOptions {
  readonly apiKey: string;
  readonly apiOrigin: string;
  readonly fetch: typeof fetch;
}

const PAGE = 100;
/** Limit of 2,000 organizations, because the directory is held in memory. */
const MOST_PAGES = 20;
/** Milliseconds. */
const TIMEOUT = 5_000;
/** After a failure that says no other time, and the longest time that is followed, s. */
const RETRY_DELAY = 2;
const LONGEST_RETRY_DELAY = 60;

/**
 * A client of the WorkOS REST API. Its methods throw {@link UnavailableError} for temporary failures, and an ordinary
 * error, which never contains the key, for failures that an operator must fix.
 */
export function createWorkosApi({ apiKey, apiOrigin, fetch }: WorkosApiOptions): WorkosApi {
  const get = (path: string, query: Readonly<Record<string, string>> = {}): Promise<unknown> =>
    send(`${path}?${new URLSearchParams(query)}`);
  const post = (path: string, body: object): Promise<unknown> =>
    send(path, { method: 'POST', body: JSON.stringify(body) });

  async function send(path: string, init: Pick<RequestInit, 'method' | 'body'> = {}): Promise<unknown> {
    const url = new URL(path, apiOrigin);
    const unavailable = (cause: unknown, retryAfter = RETRY_DELAY) =>
      new UnavailableError('WorkOS is not reachable.', { cause, retryAfter });
    const response = await fetch(url, {
      ...init,
      headers: {
        Authorization: `Bearer ${apiKey}`,
        Accept: 'application/json',
        ...(init.body !== undefined && { 'Content-Type': 'application/json' }),
      },
      // The key is sent only to this origin.
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT),
    }).catch((cause: unknown) => {
      throw unavailable(cause);
    });
    if (response.status === 404 || response.status === 204) return undefined;
    if (response.status === 408 || response.status === 429 || response.status >= 500) {
      throw unavailable(`WorkOS returned ${response.status}.`, retryAfterOf(response));
    }
    if (response.status === 400 && (await codeOf(response)) === 'external_id_already_used')
      throw new SlugTakenError();
    if (!response.ok)
      throw new Error(`WorkOS refused ${url.pathname} with ${response.status}: is WORKOS_API_KEY right?`);
    if (init.method === 'DELETE') return undefined;
    return response.json().catch((cause: unknown) => {
      throw unavailable(cause);
    });
  }

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
      `WorkOS has more than ${PAGE * MOST_PAGES} entries in ${path}: name yours in ORGANIZATIONS.`,
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

/** `Retry-After` in seconds (RFC 9110 §10.2.3). A date is ignored. */
function retryAfterOf({ headers }: Response): number {
  const seconds = Number(headers.get('Retry-After') ?? Number.NaN);
  return seconds > RETRY_DELAY ? Math.min(seconds, LONGEST_RETRY_DELAY) : RETRY_DELAY;
}

/** The `code` of an error. `undefined`: it has none. */
async function codeOf(response: Response): Promise<unknown> {
  const body: unknown = await response.json().catch(() => undefined);
  return attempt(() => parseRecord(body, 'error'))?.code;
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
const optionalString = (record: UnknownRecord, member: string): string | null =>
  // WorkOS may return empty names. They count as missing.
  record[member] === '' ? null : parseNullable(record[member], (value) => parseString(value, member));

function parseOrganization(item: unknown): WorkosOrganization {
  const record = parseRecord(item, 'organization');
  return {
    id: parseString(record.id, 'id'),
    name: parseString(record.name, 'name'),
    externalId: optionalString(record, 'external_id'),
    createdAt: parseString(record.created_at, 'created_at'),
  };
}

function parseMembership(item: unknown) {
  const record = parseRecord(item, 'membership');
  return {
    id: parseString(record.id, 'id'),
    organizationId: parseString(record.organization_id, 'organization_id'),
    status: parseOneOf(record.status, ['active', 'inactive', 'pending'], 'status'),
  };
}

function parseUser(response: unknown): WorkosUser {
  const record = parseRecord(response, 'user');
  return {
    id: parseString(record.id, 'id'),
    email: optionalString(record, 'email'),
    firstName: optionalString(record, 'first_name'),
    lastName: optionalString(record, 'last_name'),
    name: optionalString(record, 'name'),
  };
}
