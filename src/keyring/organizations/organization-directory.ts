import { KeyringError } from '../../protocol/errors.ts';
import { attempt, parseList, parseNumber, parseRecord } from '../../protocol/parse.ts';
import { parseOrganization } from '../../protocol/parse-status.ts';
import type { OrganizationKey } from '../../protocol/paths.ts';
import type { Organization } from '../../protocol/session-status.ts';
import type { OrganizationSource } from '../ports/organization-source.ts';
import type { Platform } from '../ports/platform.ts';
import type { RecordStore } from '../ports/stores.ts';
import { PAGE_PATIENCE } from '../refresh/deadline.ts';
import { waitBriefly } from '../refresh/wait-briefly.ts';

/** How long an entry is believed without asking again, ms. Older entries serve only while the app's back end is away. */
const ENTRY_LIFETIME = 60_000;
/** Longest wait for the app's back end when an older entry could serve, ms. */
const VERIFY_PATIENCE = 2_000;
/** How long an older entry is believed after the back end could not be asked in time, ms: not every call waits for it. */
const ASK_AGAIN_AFTER = 10_000;

/** What the directory is made of. */
export interface OrganizationDirectoryParts {
  readonly entries: RecordStore;
  readonly source: OrganizationSource;
  readonly platform: Platform;
  /** Hears that the back end says something else of a slug than this device knew. */
  readonly onChange: () => void;
}

interface Entry {
  readonly organization: Organization;
  readonly verifiedAt: number;
  /** The back end knows the slug no longer. The name stays, for a session that may still be here. */
  readonly isGone: boolean;
}

/**
 * Which organization a slug names. Sessions are keyed by organization id, so an entry that turns out to be
 * outdated can never hand one organization's session to another (R13).
 */
export class OrganizationDirectory {
  readonly #parts: OrganizationDirectoryParts;
  readonly #recent = new Map<OrganizationKey, Entry>();
  readonly #lookups = new Map<OrganizationKey, Promise<Organization | null>>();
  /** When the back end last gave no answer in time, ms since the epoch. */
  readonly #unanswered = new Map<OrganizationKey, number>();

  constructor(parts: OrganizationDirectoryParts) {
    this.#parts = parts;
  }

  /**
   * The organization of a slug.
   *
   * @param verify for a page that opens the organization: asks the back end even when the entry is recent, and waits
   *   {@link PAGE_PATIENCE} at most. What the back end says later is told by `onChange`, and API calls wait for it
   * @throws KeyringError `organization_unknown`: there is none; `offline`, `temporarily_unavailable`: nobody to ask
   */
  async find(slug: OrganizationKey, verify = false): Promise<Organization> {
    const details = { organizationSlug: slug };
    const organization = await this.#resolve(slug, verify).catch(() => {
      const code = this.#parts.platform.isOnline() ? 'temporarily_unavailable' : 'offline';
      throw new KeyringError(code, `The organization "${slug}" cannot be looked up right now.`, details);
    });
    if (organization !== null) return organization;
    throw new KeyringError('organization_unknown', `There is no organization "${slug}".`, details);
  }

  async #resolve(slug: OrganizationKey, verify: boolean): Promise<Organization | null> {
    const known = this.#recent.get(slug) ?? parseEntry(await this.#parts.entries.get(slug));
    if (known === undefined) return this.#verify(slug);
    const believed = known.isGone ? null : known.organization;
    const isVerified = this.#isRecent(known) && !this.#lookups.has(slug);
    if (!verify && (isVerified || this.#wasUnanswered(slug))) return believed;
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
    this.#unanswered.set(slug, platform.now());
    return undefined;
  }

  /** The last known slug and name of an organization. */
  async findById(organizationId: string): Promise<Organization | undefined> {
    const all = await this.all();
    return all.find((organization) => organization.id === organizationId);
  }

  /** Every organization that this device has seen. */
  async all(): Promise<readonly Organization[]> {
    const entries = (await this.#parts.entries.values()).map(parseEntry);
    return entries.flatMap((entry) => (entry === undefined ? [] : [entry.organization]));
  }

  /** Reads and keeps the organizations of the person whose access token this is. */
  async learnMemberships(accessToken: string): Promise<readonly Organization[]> {
    const answer = await this.#parts.source.fetchMemberships(accessToken);
    const organizations = parseList(answer, parseOrganization, 'memberships');
    await Promise.all(organizations.map((organization) => this.#keep(organization)));
    return organizations;
  }

  /** Forgets what only a signed-in person should have told this device. */
  async clear(): Promise<void> {
    const organizations = await this.all();
    await Promise.all(organizations.map(({ slug }) => this.#forget(slug)));
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
    const answer = await source.fetchBySlug(slug);
    const known = parseEntry(await entries.get(slug));
    if (answer === null) {
      if (known === undefined) return null;
      await this.#put({ ...known, verifiedAt: platform.now(), isGone: true });
      if (!known.isGone) onChange();
      return null;
    }
    const named = parseOrganization(answer);
    if (named.slug !== slug) return null;
    const before = known?.organization;
    // What an organization asks for is told to its members alone, not to whoever looks its slug up.
    const organization = before?.id === named.id ? { ...before, ...named } : named;
    await this.#keep(organization);
    if (known?.isGone === true || (before !== undefined && !isSame(before, organization))) onChange();
    return organization;
  }

  #keep(organization: Organization): Promise<void> {
    return this.#put({ organization, verifiedAt: this.#parts.platform.now(), isGone: false });
  }

  async #put(entry: Entry): Promise<void> {
    const { slug } = entry.organization;
    this.#recent.set(slug, entry);
    await this.#parts.entries.put(slug, entry);
  }

  async #forget(slug: OrganizationKey): Promise<void> {
    this.#recent.delete(slug);
    await this.#parts.entries.delete(slug);
  }

  #wasUnanswered(slug: OrganizationKey): boolean {
    const at = this.#unanswered.get(slug);
    return at !== undefined && Math.abs(this.#parts.platform.now() - at) < ASK_AGAIN_AFTER;
  }

  #isRecent(entry: Entry): boolean {
    return Math.abs(this.#parts.platform.now() - entry.verifiedAt) < ENTRY_LIFETIME;
  }
}

/** Whether nothing is different that is known of an organization. */
export function isSame(a: Organization, b: Organization): boolean {
  return a.id === b.id && a.slug === b.slug && a.name === b.name && a.requires === b.requires;
}

function parseEntry(value: unknown): Entry | undefined {
  return attempt(() => {
    const record = parseRecord(value, 'directory entry');
    return {
      organization: parseOrganization(record.organization),
      verifiedAt: parseNumber(record.verifiedAt, 'verifiedAt'),
      isGone: record.isGone === true,
    };
  });
}
