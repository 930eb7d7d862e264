import { KeyringError } from '../../protocol/errors.ts';
import type { OrganizationId } from '../../protocol/organization-id.ts';
import { attempt, parseList } from '../../protocol/parse.ts';
import { parseOrganization } from '../../protocol/parse-status.ts';
import type { OrganizationKey } from '../../protocol/paths.ts';
import type { Organization } from '../../protocol/session-status.ts';
import type { OrganizationSource } from '../ports/organization-source.ts';
import type { Platform } from '../ports/platform.ts';
import type { RecordStore } from '../ports/stores.ts';
import { PAGE_PATIENCE } from '../timing/deadline.ts';
import { waitBriefly } from '../timing/wait-briefly.ts';
import { type DirectoryEntry, isSame, parseDirectoryEntry } from './directory-entry.ts';

/** How long an entry is valid, ms. Older entries are used only while the app's back end does not respond. */
const ENTRY_LIFETIME = 60_000;
/** How long after its last call an organization is verified in the background, ms. */
const USE_LIFETIME = 2 * ENTRY_LIFETIME;
/** Longest wait for the app's back end if there is an older entry, ms. */
const VERIFY_PATIENCE = 2_000;
/** How long an older entry is used after the back end did not respond in time, ms: not every call waits again. */
const LOOKUP_COOLDOWN = 10_000;

/** How long after {@link OrganizationDirectory.prepare} a page that opens the organization need not ask again, ms. */
const PREPARED_LIFETIME = 5_000;

/** What the directory needs. */
export interface OrganizationDirectoryParts {
  readonly entries: RecordStore;
  readonly source: OrganizationSource;
  readonly platform: Platform;
  /** Called when the back end describes a slug differently from the stored entry. */
  readonly onChange: () => void;
}

/**
 * Maps slugs to organizations. Sessions are keyed by organization id, so an outdated entry can never give the session of
 * one organization to another (R13).
 */
export class OrganizationDirectory {
  readonly #parts: OrganizationDirectoryParts;
  readonly #recent = new Map<OrganizationKey, DirectoryEntry>();
  readonly #lookups = new Map<OrganizationKey, Promise<Organization | null>>();
  /** When a look-up was done for a page that has not opened the organization yet, ms since the epoch. */
  readonly #preparedAt = new Map<OrganizationKey, number>();
  /** When a call last named an organization, ms since the epoch. */
  readonly #usedAt = new Map<OrganizationKey, number>();
  /** When the back end last did not respond in time, ms since the epoch. */
  readonly #timedOut = new Map<OrganizationKey, number>();
  #clearings = 0;

  constructor(parts: OrganizationDirectoryParts) {
    this.#parts = parts;
  }

  /**
   * Finds the organization of a slug.
   *
   * @param verify for a page that opens the organization: asks the back end even if the entry is recent, but for
   *   {@link prepare}, and waits {@link PAGE_PATIENCE} at most. A later response is reported by `onChange`, and API calls wait for it
   * @throws KeyringError `organization_unknown`: there is none; `offline`, `temporarily_unavailable`: no back end responds
   */
  async find(slug: OrganizationKey, verify = false): Promise<Organization> {
    const organization = await this.#resolve(slug, verify).catch(() => this.#throwNoResponse(slug));
    return organization ?? throwUnknown(slug);
  }

  /** Looks an organization up for the next page that opens it: that page then waits for no request. A failure shows there. */
  readonly prepare = (slug: OrganizationKey): void => {
    this.#verify(slug).then(
      () => this.#preparedAt.set(slug, this.#parts.platform.now()),
      () => {},
    );
  };

  /**
   * Finds an organization by its id, although URLs name it by its slug.
   *
   * @throws KeyringError as {@link find} does; `organization_unknown` also if the back end looks up slugs only
   */
  async findWithId(id: OrganizationId): Promise<Organization> {
    const clearings = this.#clearings;
    const known = await this.findById(id);
    const current = known === undefined ? undefined : await this.find(known.slug).catch(() => known);
    if (current?.id === id) return current;
    const named = await this.#parts.source
      .fetchBySlug(id)
      .then((response) => (response === null ? undefined : parseOrganization(response)))
      .catch(() => this.#throwNoResponse(id));
    if (named?.id !== id) return throwUnknown(id);
    await this.#keep(named, clearings);
    return named;
  }

  /**
   * Asks the back end about the organizations of recent calls before their entries expire, so that no call waits for it.
   * A failure shows when a call needs the entry.
   */
  async renewRecent(): Promise<void> {
    const now = this.#parts.platform.now();
    const isDue = (slug: OrganizationKey, usedAt: number): boolean => {
      const age = Math.abs(now - (this.#recent.get(slug)?.verifiedAt ?? now));
      return Math.abs(now - usedAt) < USE_LIFETIME && age > ENTRY_LIFETIME / 2;
    };
    const due = [...this.#usedAt].filter(([slug, usedAt]) => isDue(slug, usedAt));
    await Promise.all(due.map(([slug]) => this.#verify(slug).catch(() => {})));
  }

  /** The last known slug and name of an organization. */
  async findById(organizationId: string): Promise<Organization | undefined> {
    const all = await this.all();
    return all.find((organization) => organization.id === organizationId);
  }

  /** Every stored organization. */
  async all(): Promise<readonly Organization[]> {
    const entries = (await this.#parts.entries.values()).map(parseDirectoryEntry);
    return entries.flatMap((entry) => (entry === undefined ? [] : [entry.organization]));
  }

  /** Reads and stores the organizations of the user of an access token. */
  async learnMemberships(accessToken: string): Promise<readonly Organization[]> {
    const clearings = this.#clearings;
    const response = await this.#parts.source.fetchMemberships(accessToken);
    // One that no URL can name is left out; the user is a member of the others all the same.
    const parsed = parseList(response, (one) => attempt(() => parseOrganization(one)), 'memberships');
    const organizations = parsed.filter((one) => one !== undefined);
    await Promise.all(organizations.map((organization) => this.#keep(organization, clearings)));
    return organizations;
  }

  /** Deletes every entry: the names came from users who were signed in. */
  async clear(): Promise<void> {
    this.#clearings += 1;
    const organizations = await this.all();
    await Promise.all(organizations.map(({ slug }) => this.#delete(slug)));
  }

  /** After a request that failed: the hint about the network chooses the words alone. */
  #throwNoResponse(key: string): never {
    const code = this.#parts.platform.isOnline() ? 'temporarily_unavailable' : 'offline';
    const message = `The organization "${key}" cannot be looked up right now.`;
    throw new KeyringError(code, message, { organizationSlug: key });
  }

  async #resolve(slug: OrganizationKey, verify: boolean): Promise<Organization | null> {
    const known = this.#recent.get(slug) ?? parseDirectoryEntry(await this.#parts.entries.get(slug));
    if (known === undefined) return this.#verify(slug);
    this.#usedAt.set(slug, this.#parts.platform.now());
    const believed = known.isGone ? null : known.organization;
    const isVerified = this.#isRecent(known) && !this.#lookups.has(slug);
    const isEnough = verify ? isVerified && this.#takePrepared(slug) : isVerified || this.#hasTimedOut(slug);
    if (isEnough) return believed;
    const verification = this.#verifyInTime(slug);
    const verified = await (verify
      ? waitBriefly(this.#parts.platform, verification, PAGE_PATIENCE)
      : verification);
    return verified === undefined ? believed : verified;
  }

  /** @returns `undefined`: the back end did not respond in {@link VERIFY_PATIENCE}, or cannot be reached */
  async #verifyInTime(slug: OrganizationKey): Promise<Organization | null | undefined> {
    const { platform } = this.#parts;
    const verification = this.#verify(slug).catch(() => undefined);
    const verified = await Promise.race([verification, platform.delay(VERIFY_PATIENCE)]);
    if (verified !== undefined) return verified;
    this.#timedOut.set(slug, platform.now());
    return undefined;
  }

  #verify(slug: OrganizationKey): Promise<Organization | null> {
    const running = this.#lookups.get(slug);
    if (running !== undefined) return running;
    const lookup = this.#lookUp(slug).finally(() => this.#lookups.delete(slug));
    this.#lookups.set(slug, lookup);
    return lookup;
  }

  async #lookUp(slug: OrganizationKey): Promise<Organization | null> {
    const { entries, source, platform, onChange } = this.#parts;
    const clearings = this.#clearings;
    const response = await source.fetchBySlug(slug);
    const known = parseDirectoryEntry(await entries.get(slug));
    if (response === null) {
      if (known === undefined) return null;
      await this.#put({ ...known, verifiedAt: platform.now(), isGone: true }, clearings);
      if (!known.isGone) onChange();
      return null;
    }
    const named = parseOrganization(response);
    if (named.slug !== slug) return null;
    const before = known?.organization;
    // Only members may read `requires`, so a look-up by slug does not contain it.
    const organization = before?.id === named.id ? { ...before, ...named } : named;
    await this.#keep(organization, clearings);
    if (known?.isGone === true || (before !== undefined && !isSame(before, organization))) onChange();
    return organization;
  }

  #keep(organization: Organization, clearings: number): Promise<void> {
    return this.#put({ organization, verifiedAt: this.#parts.platform.now(), isGone: false }, clearings);
  }

  /**
   * Stores an entry. A response that arrives after a sign-out everywhere names an organization of a user who has left (R42).
   *
   * @param clearings their number when the response was requested
   */
  async #put(entry: DirectoryEntry, clearings: number): Promise<void> {
    if (clearings !== this.#clearings) return;
    const { slug } = entry.organization;
    this.#recent.set(slug, entry);
    await this.#parts.entries.put(slug, entry);
    // The sign-out may have read the entries before this one was stored.
    if (clearings !== this.#clearings) await this.#delete(slug);
  }

  async #delete(slug: OrganizationKey): Promise<void> {
    this.#recent.delete(slug);
    this.#usedAt.delete(slug);
    await this.#parts.entries.delete(slug);
  }

  /** Whether a look-up was done for a page, which this call then uses up. */
  #takePrepared(slug: OrganizationKey): boolean {
    const at = this.#preparedAt.get(slug);
    this.#preparedAt.delete(slug);
    return at !== undefined && Math.abs(this.#parts.platform.now() - at) < PREPARED_LIFETIME;
  }

  #hasTimedOut(slug: OrganizationKey): boolean {
    const at = this.#timedOut.get(slug);
    return at !== undefined && Math.abs(this.#parts.platform.now() - at) < LOOKUP_COOLDOWN;
  }

  #isRecent(entry: DirectoryEntry): boolean {
    return Math.abs(this.#parts.platform.now() - entry.verifiedAt) < ENTRY_LIFETIME;
  }
}

function throwUnknown(key: string): never {
  const details = { organizationSlug: key };
  throw new KeyringError('organization_unknown', `There is no organization "${key}".`, details);
}
