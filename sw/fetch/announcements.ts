import { isStillLatest, type LatestAnnouncement } from '../../src/protocol/announcement-confirmation.ts';
import { KeyringError } from '../../src/protocol/errors.ts';
import type { KeyringPaths, OrganizationKey } from '../../src/protocol/paths.ts';
import type { Table } from '../../src/storage/table.ts';
import {
  type Announced,
  type AnnouncementKind,
  AnnouncementRecords,
  isOlder,
  plain,
} from './announcement-records.ts';

/**
 * Which requests arrive in order with each other. Measured in Chromium 156: a page's GET requests reach the worker in
 * the order of the calls, and so do all others, but the two kinds overtake each other. So a page announces to each.
 */
type Lane = 'get' | 'other';

/**
 * Asks a page for its latest announcement. From then on the page sends its announcements before its requests.
 *
 * @param isLost lets the page announce again instead of replying
 * @returns the page's reply, not parsed; `gone`: the page no longer exists; `undefined`: it did not reply
 */
export type AskPage = (clientId: string, isLost?: boolean) => Promise<unknown>;

/**
 * The organization that each client announced last, by client id and lane. The worker may restart between two requests
 * of one page, so announcements are stored. {@link AnnouncementKind} says when the worker must ask the page.
 */
export class Announcements {
  readonly #records: AnnouncementRecords;
  readonly #ask: AskPage;
  /** A promise while the first that this worker has received is compared with the stored one. */
  readonly #known = new Map<string, Announced | Promise<Announced>>();
  /** How many announcements of each key this worker itself has received. */
  readonly #received = new Map<string, number>();
  /** Those whose record {@link deleteGone} has deleted: the last request of such a page may still arrive. */
  readonly #deleted = new Map<string, Announced>();
  /** The questions about stored announcements that have no reply yet. */
  readonly #asking = new Map<string, Promise<unknown>>();

  constructor(table: Table, paths: KeyringPaths, ask: AskPage) {
    this.#records = new AnnouncementRecords(table, paths);
    this.#ask = ask;
  }

  /** Stores an announcement. When this resolves the worker may acknowledge it. */
  async set(clientId: string, method: string, announced: Announced): Promise<void> {
    const key = keyOf(clientId, method);
    const known = this.#known.get(key);
    const isKnown = known !== undefined && !(known instanceof Promise);
    if (isKnown && isOlder(announced, known)) return;
    this.#received.set(key, this.#receivedOf(key) + 1);
    const writing = this.#records.write(key, announced);
    if (isKnown) {
      this.#known.set(key, announced);
      await writing;
      return;
    }
    const first = writing.then((isStored) => (isStored ? announced : this.#records.read(key)));
    first.catch(() => {});
    this.#known.set(key, first);
    const isStored = await writing.catch((error: unknown) => {
      if (this.#known.get(key) === first) this.#known.delete(key);
      throw error;
    });
    if (this.#known.get(key) !== first) return;
    // Otherwise the next request reads the later one, and asks the page.
    if (isStored) this.#known.set(key, announced);
    else this.#known.delete(key);
  }

  /**
   * Reads the organization that a client had announced when it sent a request of this method.
   *
   * @param isUrlKnown the request says the URL of its page. If that names no organization, a page that has announced the same need
   *   not be asked
   * @returns null: the client announced that its URL names no organization; `undefined`: it announced nothing
   * @throws KeyringError `temporarily_unavailable`: it changes its organization, and its announcement may be lost or to come
   */
  async get(
    clientId: string,
    method: string,
    isUrlKnown = false,
  ): Promise<OrganizationKey | null | undefined> {
    const key = keyOf(clientId, method);
    const received = this.#receivedOf(key);
    const announced = await (this.#known.get(key) ?? this.#deleted.get(key) ?? this.#records.read(key));
    const { slug, kind } = announced;
    // The database may have been deleted. The page's reply would say nothing about this request, so only its next ones are bound.
    if (slug === undefined) void this.#ask(clientId, true);
    const isSure = slug === undefined || kind === 'plain';
    if (!isSure && isUrlKnown && slug === null) return slug;
    // Another request may have confirmed it meanwhile. If the page announces late, that says nothing about this request.
    const isConfirmed = kind === 'confirmed' && this.#known.has(key) && received === this.#receivedOf(key);
    if (!isSure && !isConfirmed) {
      const reply = await this.#askOnce(clientId, key, kind);
      // An announcement that arrived meanwhile may have been sent before the request or after it.
      if (received !== this.#receivedOf(key) || !confirms(reply, { ...announced, slug })) throw changing();
    }
    // An announcement that arrived meanwhile is newer than this request.
    if (!this.#known.has(key)) this.#known.set(key, announced);
    return slug;
  }

  /** Requests share a question, unless their page may have changed its organization since it was asked for another one. */
  #askOnce(clientId: string, key: string, kind: AnnouncementKind): Promise<unknown> {
    const ask = (): Promise<unknown> => this.#ask(clientId).catch(() => {});
    if (kind === 'late') return ask();
    const asking = this.#asking.get(key) ?? ask().finally(() => this.#asking.delete(key));
    this.#asking.set(key, asking);
    return asking;
  }

  /** What a client announced before its requests, as far as this worker has received it. For warnings to developers. */
  received(clientId: string, method: string): OrganizationKey | null | undefined {
    const announced = this.#known.get(keyOf(clientId, method));
    return announced instanceof Promise || announced?.kind === 'late' ? undefined : announced?.slug;
  }

  /** Stores that a client has connected. Other pages run code from before the deployment of the keyring. */
  async connect(clientId: string): Promise<void> {
    const key = `${clientId}:page`;
    if (this.#known.has(key)) return;
    const connected = plain(null);
    this.#known.set(key, connected);
    await this.#records.write(key, connected);
  }

  /** Whether a client has connected, or has announced an organization. */
  async isConnected(clientId: string): Promise<boolean> {
    const keys = [`${clientId}:page`, keyOf(clientId, 'GET'), keyOf(clientId, 'POST')];
    const isKnown = (known: Announced | Promise<Announced> | undefined): boolean =>
      known instanceof Promise || known?.slug !== undefined;
    if (keys.some((key) => isKnown(this.#known.get(key)))) return true;
    return this.#records.hasAny(keys);
  }

  /**
   * Deletes the announcements of clients that no longer exist, since they say where a user was (R42). This worker
   * remembers them until it stops, because the last request of such a page may still arrive.
   *
   * @param readAlive reads the ids of the existing clients
   */
  deleteGone(readAlive: () => Promise<ReadonlySet<string>>): Promise<void> {
    return this.#records.deleteGone(readAlive, (key, announced) => this.#deleted.set(key, announced));
  }

  #receivedOf(key: string): number {
    return this.#received.get(key) ?? 0;
  }
}

/** A page that no longer exists can announce nothing more, and its last request must not be lost. */
function confirms(reply: unknown, announced: LatestAnnouncement & Pick<Announced, 'kind'>): boolean {
  return reply === 'gone' ? announced.kind === 'confirmed' : isStillLatest(reply, announced);
}

function changing(): KeyringError {
  return new KeyringError(
    'temporarily_unavailable',
    'The page has just changed its organization, so this request may be for either. Repeat it.',
    { retryAfter: 1 },
  );
}

function keyOf(clientId: string, method: string): string {
  const lane: Lane = method === 'GET' ? 'get' : 'other';
  return `${clientId}:${lane}`;
}
