import type { Table } from '../../src/keyring/store/table.ts';
import { type OrganizationSlug, parseOrganizationSlug } from '../../src/protocol/organization-slug.ts';

/**
 * The organization that each client announced last, by client id. A worker restarts between two requests of one
 * page, so what was acknowledged is kept; it names no person and needs no seal.
 */
export class Announcements {
  readonly #table: Table;
  readonly #known = new Map<string, OrganizationSlug | null>();

  constructor(table: Table) {
    this.#table = table;
  }

  /** Keeps what a client announced; when this resolves it may be acknowledged. */
  async set(clientId: string, slug: OrganizationSlug | null): Promise<void> {
    this.#known.set(clientId, slug);
    await this.#table.update(clientId, () => slug);
  }

  async get(clientId: string): Promise<OrganizationSlug | null> {
    const known = this.#known.get(clientId);
    if (known !== undefined) return known;
    const stored = parseOrganizationSlug(await this.#table.get(clientId)) ?? null;
    // An announcement that came meanwhile is newer, and not this request's.
    if (!this.#known.has(clientId)) this.#known.set(clientId, stored);
    return stored;
  }

  /** Forgets clients that are gone. */
  async prune(alive: ReadonlySet<string>): Promise<void> {
    for (const [clientId] of await this.#table.entries()) {
      if (alive.has(clientId)) continue;
      this.#known.delete(clientId);
      await this.#table.update(clientId, () => undefined);
    }
  }
}
