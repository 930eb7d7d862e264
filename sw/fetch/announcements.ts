import { KeyringError } from '../../src/protocol/errors.ts';
import { type KeyringPaths, type OrganizationKey, parseOrganizationKey } from '../../src/protocol/paths.ts';
import type { Table } from '../../src/storage/table.ts';

/**
 * Which requests arrive in order with each other. Measured in Chromium 156: a page's GET requests reach the worker in
 * the order of the calls, and so do all others, but the two kinds overtake each other. So a page announces to each.
 */
type Lane = 'get' | 'other';

/** How the key of an announcement ends whose page replies to questions. */
const CONFIRMED = '-confirmed';

/**
 * Asks a page whether it still is where the stored announcement says.
 *
 * @returns false: the page has sent another announcement since, or did not reply
 */
export type ConfirmAnnouncement = (clientId: string, stored: OrganizationKey | null) => Promise<boolean>;

/**
 * The organization that each client announced last, by client id and lane. The worker may restart between two requests
 * of one page, so acknowledged announcements are stored. They name no user and need no seal.
 *
 * The requests of a page may follow an announcement before it is stored. If the browser stops the worker then, the next
 * worker finds the announcement before it, and must not rely on that. So a new worker asks the page once.
 */
export class Announcements {
  readonly #table: Table;
  readonly #paths: KeyringPaths;
  readonly #confirm: ConfirmAnnouncement;
  readonly #known = new Map<string, OrganizationKey | null | undefined>();
  /** The lanes of which this worker itself has received an announcement. */
  readonly #received = new Set<string>();
  /** The questions to pages that have no reply yet. */
  readonly #asking = new Map<string, Promise<boolean>>();
  /** Keys that {@link deleteGone} may delete, because they were not announced again since it began. */
  readonly #leaving = new Set<string>();

  constructor(table: Table, paths: KeyringPaths, confirm: ConfirmAnnouncement) {
    this.#table = table;
    this.#paths = paths;
    this.#confirm = confirm;
  }

  /**
   * Stores an announcement. When this resolves the worker may acknowledge it.
   *
   * @param isConfirmed whether the page replies to questions about it
   */
  async set(
    clientId: string,
    method: string,
    slug: OrganizationKey | null,
    isConfirmed = false,
  ): Promise<void> {
    const key = keyOf(clientId, method);
    const isFirst = !this.#received.has(key);
    this.#known.set(key, slug);
    this.#received.add(key);
    const [record, outdated] = isConfirmed ? [key + CONFIRMED, key] : [key, key + CONFIRMED];
    // A page can come back from the back/forward cache, under its old id.
    this.#leaving.delete(record);
    await Promise.all([
      this.#table.update(record, () => slug),
      // Of a worker of another version. It must not find it again after this one.
      isFirst && this.#table.update(outdated, () => undefined),
    ]);
  }

  /**
   * Reads the organization that a client had announced when it sent a request of this method.
   *
   * @returns null: the client announced that its URL names no organization; `undefined`: it announced nothing
   * @throws KeyringError `temporarily_unavailable`: it changes its organization, and its announcement may be lost
   */
  async get(clientId: string, method: string): Promise<OrganizationKey | null | undefined> {
    const key = keyOf(clientId, method);
    if (this.#known.has(key)) return this.#known.get(key);
    const [plain, confirmed] = await Promise.all(
      [key, key + CONFIRMED].map((record) => this.#table.get(record)),
    );
    const stored = this.#parse(confirmed === undefined ? plain : confirmed);
    // Another request may have confirmed it meanwhile.
    const isConfirmed = this.#known.has(key) && !this.#received.has(key);
    if (stored !== undefined && confirmed !== undefined && !isConfirmed)
      await this.#requireConfirmation(clientId, key, stored);
    // An announcement that arrived meanwhile is newer than this request.
    if (!this.#known.has(key)) this.#known.set(key, stored);
    return stored;
  }

  /** An announcement that arrives meanwhile may have been sent before the request or after it. */
  async #requireConfirmation(clientId: string, key: string, stored: OrganizationKey | null): Promise<void> {
    const asking = this.#asking.get(key) ?? this.#confirm(clientId, stored);
    this.#asking.set(key, asking);
    const isConfirmed = await asking.finally(() => this.#asking.delete(key));
    if (isConfirmed && !this.#received.has(key)) return;
    throw new KeyringError(
      'temporarily_unavailable',
      'The page changed its organization while the browser started the session worker again, so this request may be for either. Repeat it.',
      { retryAfter: 1 },
    );
  }

  /** Stores that a client has connected. Other pages run code from before the deployment of the keyring. */
  async connect(clientId: string): Promise<void> {
    const key = `${clientId}:page`;
    if (this.#known.has(key)) return;
    this.#known.set(key, null);
    this.#leaving.delete(key);
    await this.#table.update(key, () => null);
  }

  /** Whether a client has connected, or has announced an organization. */
  async isConnected(clientId: string): Promise<boolean> {
    const lanes = [keyOf(clientId, 'GET'), keyOf(clientId, 'POST')];
    const keys = [`${clientId}:page`, ...lanes];
    if (keys.some((key) => this.#known.get(key) !== undefined)) return true;
    const records = [...keys, ...lanes.map((lane) => lane + CONFIRMED)];
    const stored = await Promise.all(records.map((record) => this.#table.get(record)));
    return stored.some((value) => value !== undefined);
  }

  /**
   * Deletes the announcements of clients that no longer exist, since they say where a user was (R42). This worker
   * remembers them until it stops, because the last request of such a page may still arrive.
   *
   * @param readAlive reads the ids of the existing clients
   */
  async deleteGone(readAlive: () => Promise<ReadonlySet<string>>): Promise<void> {
    // Entries first: a client that announces while the ids are read is not among the entries, or is kept.
    const entries = await this.#table.entries();
    for (const [key] of entries) this.#leaving.add(key);
    const alive = await readAlive();
    const isGone = (key: string): boolean => !alive.has(key.slice(0, key.lastIndexOf(':')));
    for (const [key] of entries) if (!isGone(key)) this.#leaving.delete(key);
    const gone = entries.filter(([key]) => isGone(key));
    for (const [record, stored] of gone) {
      const key = record.replace(CONFIRMED, '');
      if (!this.#known.has(key)) this.#known.set(key, this.#parse(stored));
    }
    await Promise.all(
      gone.map(([key]) =>
        this.#table.update(key, (stored) => (this.#leaving.delete(key) ? undefined : stored)),
      ),
    );
  }

  /** Script of the page can write to this table too, so another value counts as no announcement. */
  #parse(stored: unknown): OrganizationKey | null | undefined {
    return stored === null ? null : parseOrganizationKey(stored, this.#paths);
  }
}

function keyOf(clientId: string, method: string): string {
  const lane: Lane = method === 'GET' ? 'get' : 'other';
  return `${clientId}:${lane}`;
}
