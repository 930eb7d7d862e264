import { type OrganizationSlug, parseOrganizationSlug } from '../../src/protocol/organization-slug.ts';
import type { Table } from '../../src/storage/table.ts';

/**
 * Which requests arrive in order with each other. Measured in Chromium 156: a page's GET requests reach the worker in
 * the order of the calls, and so do all others, but the two kinds overtake each other. So each is announced for itself.
 */
type Lane = 'get' | 'other';

/**
 * The organization that each client announced last, by client id and lane. A worker restarts between two requests of
 * one page, so what was acknowledged is kept; it names no person and needs no seal.
 */
export class Announcements {
  readonly #table: Table;
  readonly #known = new Map<string, OrganizationSlug | null>();
  /** What {@link deleteGone} may remove: it has not been announced again since that began. */
  readonly #leaving = new Set<string>();

  constructor(table: Table) {
    this.#table = table;
  }

  /** Keeps what a client announced by a request of this method; when this resolves it may be acknowledged. */
  async set(clientId: string, method: string, slug: OrganizationSlug | null): Promise<void> {
    const key = keyOf(clientId, method);
    this.#known.set(key, slug);
    // A page that was gone can come back: from the back/forward cache, under the id that it had.
    this.#leaving.delete(key);
    await this.#table.update(key, () => slug);
  }

  /** What a client had announced when it sent a request of this method. */
  async get(clientId: string, method: string): Promise<OrganizationSlug | null> {
    const key = keyOf(clientId, method);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const stored = parseOrganizationSlug(await this.#table.get(key)) ?? null;
    // An announcement that came meanwhile is newer, and not this request's.
    if (!this.#known.has(key)) this.#known.set(key, stored);
    return stored;
  }

  /**
   * Removes what is kept of clients that are gone: where somebody was is nobody's business then (R42). This worker goes
   * on knowing it, for what a page sends as its last may be on its way still.
   *
   * @param readAlive the ids of the clients there are
   */
  async deleteGone(readAlive: () => Promise<ReadonlySet<string>>): Promise<void> {
    // In this order: a client that announces itself while the living are read is not among the entries, or stays.
    const entries = await this.#table.entries();
    for (const [key] of entries) this.#leaving.add(key);
    const alive = await readAlive();
    const isGone = (key: string): boolean => !alive.has(key.slice(0, key.lastIndexOf(':')));
    for (const [key] of entries) if (!isGone(key)) this.#leaving.delete(key);
    const gone = entries.filter(([key]) => isGone(key));
    for (const [key, stored] of gone)
      if (!this.#known.has(key)) this.#known.set(key, parseOrganizationSlug(stored) ?? null);
    await Promise.all(
      gone.map(([key]) =>
        this.#table.update(key, (stored) => (this.#leaving.delete(key) ? undefined : stored)),
      ),
    );
  }
}

function keyOf(clientId: string, method: string): string {
  const lane: Lane = method === 'GET' ? 'get' : 'other';
  return `${clientId}:${lane}`;
}
