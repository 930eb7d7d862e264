import { type KeyringPaths, type OrganizationKey, parseOrganizationKey } from '../../src/protocol/paths.ts';
import type { Table } from '../../src/storage/table.ts';

/**
 * How far a worker may rely on an announcement that it holds.
 *
 * - `plain`: the page's requests follow it, once it was acknowledged. Pages of earlier versions.
 * - `confirmed`: the page's requests may follow it before it is stored, and the page replies to questions. So a worker that
 *   finds it in the database asks once.
 * - `late`: the page's requests may precede it. So a worker asks for each request that needs it.
 */
export type AnnouncementKind = 'plain' | 'confirmed' | 'late';

/** An announcement as a worker holds it. */
export interface Announced {
  /** null: the page's URL names no organization; `undefined`: the page announced nothing. */
  readonly slug: OrganizationKey | null | undefined;
  readonly kind: AnnouncementKind;
}

/** How the key of each kind ends. The kind that is asked about most comes first. */
const SUFFIXES = { late: '-late', confirmed: '-confirmed', plain: '' } as const;
const KINDS = ['late', 'confirmed', 'plain'] as const;

/** The stored announcements, one record each. They name no user and need no seal. */
export class AnnouncementRecords {
  readonly #table: Table;
  readonly #paths: KeyringPaths;
  /** Keys that {@link deleteGone} may delete, because they were not announced again since it began. */
  readonly #leaving = new Set<string>();

  constructor(table: Table, paths: KeyringPaths) {
    this.#table = table;
    this.#paths = paths;
  }

  /** Reads the announcement of a key; `slug` is undefined if there is none. */
  async read(key: string): Promise<Announced> {
    const stored = await Promise.all(KINDS.map((kind) => this.#table.get(key + SUFFIXES[kind])));
    const found = stored.findIndex((value) => value !== undefined);
    return { slug: this.#parse(stored[found]), kind: KINDS[found] ?? 'plain' };
  }

  /**
   * Stores an announcement.
   *
   * @param isFirstOfKind a record of another kind, also one of another version of the worker, may exist. It must not be found again
   */
  async write(key: string, slug: OrganizationKey | null, kind: AnnouncementKind, isFirstOfKind: boolean) {
    // A page can come back from the back/forward cache, under its old id.
    this.#leaving.delete(key + SUFFIXES[kind]);
    const others = isFirstOfKind ? KINDS.filter((other) => other !== kind) : [];
    await Promise.all([
      this.#table.update(key + SUFFIXES[kind], () => slug),
      ...others.map((other) => this.#table.update(key + SUFFIXES[other], () => undefined)),
    ]);
  }

  /** Whether one of the keys has a record. */
  async hasAny(keys: readonly string[]): Promise<boolean> {
    const records = keys.flatMap((key) => KINDS.map((kind) => this.#table.get(key + SUFFIXES[kind])));
    return (await Promise.all(records)).some((value) => value !== undefined);
  }

  /**
   * Deletes the records of clients that no longer exist, since they say where a user was (R42).
   *
   * @param readAlive reads the ids of the existing clients
   * @param keep is given each announcement before its record is deleted
   */
  async deleteGone(
    readAlive: () => Promise<ReadonlySet<string>>,
    keep: (key: string, announced: Announced) => void,
  ): Promise<void> {
    // Entries first: a client that announces while the ids are read is not among the entries, or is kept.
    const entries = await this.#table.entries();
    for (const [record] of entries) this.#leaving.add(record);
    const alive = await readAlive();
    const isGone = (record: string): boolean => !alive.has(record.slice(0, record.lastIndexOf(':')));
    for (const [record] of entries) if (!isGone(record)) this.#leaving.delete(record);
    const gone = entries.filter(([record]) => isGone(record));
    for (const [record, stored] of gone) {
      const kind = KINDS.find((each) => record.endsWith(SUFFIXES[each])) ?? 'plain';
      const key = record.slice(0, record.length - SUFFIXES[kind].length);
      keep(key, { slug: this.#parse(stored), kind });
    }
    await Promise.all(
      gone.map(([record]) =>
        this.#table.update(record, (stored) => (this.#leaving.delete(record) ? undefined : stored)),
      ),
    );
  }

  /** Script of the page can write to this table too, so another value counts as no announcement. */
  #parse(stored: unknown): OrganizationKey | null | undefined {
    return stored === null ? null : parseOrganizationKey(stored, this.#paths);
  }
}
