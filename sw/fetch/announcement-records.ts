import { type KeyringPaths, type OrganizationKey, parseOrganizationKey } from '../../src/protocol/paths.ts';
import type { Table } from '../../src/storage/table.ts';

/**
 * How far a worker may rely on an announcement that it holds.
 *
 * - `plain`: the page's requests follow it, once it was acknowledged. Pages of earlier versions, and the mark of a connected page.
 * - `confirmed`: the page's requests may follow it before it is stored, and the page replies to questions. So a worker that
 *   finds it in the database asks once.
 * - `late`: it, or the next one, may follow requests of the page. So a worker asks for each request that needs it.
 */
export type AnnouncementKind = 'plain' | 'confirmed' | 'late';

/** An announcement as a worker holds it. */
export interface Announced {
  /** null: the page's URL names no organization; `undefined`: the page announced nothing. */
  readonly slug: OrganizationKey | null | undefined;
  readonly kind: AnnouncementKind;
  /** Its number in its document; 0 for a `plain` one. */
  readonly number: number;
}

/** An announcement of a page of an earlier version, or none. */
export function plain(slug: Announced['slug']): Announced {
  return { slug, kind: 'plain', number: 0 };
}

/**
 * Whether an announcement was made before the other one, of the same document. When a worker is stopped, Chromium sends the
 * requests without a response again, to the next worker and in any order, so an announcement can arrive after a later one.
 */
export function isOlder({ kind, number }: Announced, other: Announced): boolean {
  return kind !== 'plain' && number < other.number;
}

/**
 * The stored announcements, a record for each key: the organization of a `plain` one, and otherwise the organization, the
 * kind and the number. An earlier worker, which would rely on it, finds none then. They name no user and need no seal.
 */
export class AnnouncementRecords {
  readonly #table: Table;
  readonly #paths: KeyringPaths;
  /** Keys that {@link deleteGone} may delete, because they were not announced again since it began. */
  readonly #leaving = new Set<string>();

  constructor(table: Table, paths: KeyringPaths) {
    this.#table = table;
    this.#paths = paths;
  }

  /** Reads the announcement of a key; its `slug` is undefined if there is none. */
  async read(key: string): Promise<Announced> {
    return this.#parse(await this.#table.get(key));
  }

  /**
   * Stores an announcement, unless a later one of its page is stored.
   *
   * @returns whether it was stored
   */
  async write(key: string, announced: Announced): Promise<boolean> {
    const { slug, kind, number } = announced;
    // A page can come back from the back/forward cache, under its old id.
    this.#leaving.delete(key);
    let isStored = true;
    await this.#table.update(key, (stored) => {
      isStored = !isOlder(announced, this.#parse(stored));
      if (!isStored) return stored;
      return kind === 'plain' ? slug : [slug, kind, number];
    });
    return isStored;
  }

  /** Whether one of the keys has a record. */
  async hasAny(keys: readonly string[]): Promise<boolean> {
    const records = await Promise.all(keys.map((key) => this.#table.get(key)));
    return records.some((record) => record !== undefined);
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
    for (const [key] of entries) this.#leaving.add(key);
    const alive = await readAlive();
    // Script of the page can write keys that are no text.
    const isGone = (key: unknown): boolean => !alive.has(`${key}`.replace(/:[^:]*$/, ''));
    for (const [key] of entries) if (!isGone(key)) this.#leaving.delete(key);
    const gone = entries.filter(([key]) => isGone(key));
    for (const [key, stored] of gone) keep(key, this.#parse(stored));
    await Promise.all(
      gone.map(([key]) =>
        this.#table.update(key, (stored) => (this.#leaving.delete(key) ? undefined : stored)),
      ),
    );
  }

  /** Script of the page can write to this table too, so another value counts as no announcement. */
  #parse(stored: unknown): Announced {
    if (!Array.isArray(stored)) return plain(this.#parseKey(stored));
    const [slug, kind, number]: readonly unknown[] = stored;
    return {
      slug: this.#parseKey(slug),
      kind: kind === 'confirmed' ? kind : 'late',
      number: typeof number === 'number' ? number : 0,
    };
  }

  #parseKey(value: unknown): Announced['slug'] {
    return value === null ? null : parseOrganizationKey(value, this.#paths);
  }
}
