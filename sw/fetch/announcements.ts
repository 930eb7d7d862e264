import type { Table } from '../../src/keyring/store/table.ts';
import { type OrganizationSlug, parseOrganizationSlug } from '../../src/protocol/organization-slug.ts';

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

  constructor(table: Table) {
    this.#table = table;
  }

  /** Keeps what a client announced by a request of this method; when this resolves it may be acknowledged. */
  async set(clientId: string, method: string, slug: OrganizationSlug | null): Promise<void> {
    const key = keyOf(clientId, method);
    this.#known.set(key, slug);
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

  /** Forgets clients that are gone. */
  async prune(alive: ReadonlySet<string>): Promise<void> {
    for (const [key] of await this.#table.entries()) {
      if (alive.has(key.slice(0, key.lastIndexOf(':')))) continue;
      this.#known.delete(key);
      await this.#table.update(key, () => undefined);
    }
  }
}

function keyOf(clientId: string, method: string): string {
  const lane: Lane = method === 'GET' ? 'get' : 'other';
  return `${clientId}:${lane}`;
}
