import type { OrganizationKey } from '../protocol/paths.ts';
import { announceOrganization } from './announce.ts';
import { allowLate, announcementOrder } from './confirm-announcements.ts';

/** Longest URL that a referrer says in every browser, characters (Referrer Policy §8.4: 4,096). */
const REFERRER_LIMIT = 4_000;

/** The organization that this page announced to the worker last, and whether its requests may follow. */
export class AnnouncedOrganization {
  #name: OrganizationKey | null = null;
  #acknowledgement: Promise<void> | undefined;
  #isKnown = false;
  /** Whether the worker has acknowledged the latest announcement, and asks this page about it when it starts again. */
  #isConfirmed = false;

  /** What names the organization; null: the URL names none. */
  get name(): OrganizationKey | null {
    return this.#name;
  }

  /**
   * Whether this organization was announced and its requests may be sent: the worker has acknowledged it, or will ask
   * this page if it lost the announcement, or asks about each request that does not say its URL.
   */
  isKnown(name: OrganizationKey | null): boolean {
    return this.#isKnown && name === this.#name;
  }

  /**
   * Announces an organization, unless the latest announcement names it.
   *
   * @param to the URL that names it, which the page has or is about to have
   * @throws KeyringError `controller_missing`: the worker did not acknowledge it
   */
  announce(name: OrganizationKey | null, to = location.href): Promise<void> {
    if (this.#acknowledgement !== undefined && name === this.#name) return this.#acknowledgement;
    this.#name = name;
    const mayBeLate = name !== null && to.length < REFERRER_LIMIT;
    this.#isKnown = (mayBeLate && announcementOrder() === 'late') || this.#isConfirmed;
    this.#isConfirmed = false;
    const acknowledgement: Promise<void> = announceOrganization(name, mayBeLate).then(
      (isConfirmed) => {
        if (acknowledgement !== this.#acknowledgement) return;
        this.#isKnown = true;
        this.#isConfirmed = isConfirmed;
      },
      (error: unknown) => {
        // A later announcement replaced this one, so its outcome counts.
        if (acknowledgement !== this.#acknowledgement) return this.#acknowledgement;
        // A failed announcement must not be the result of every later attempt.
        this.#acknowledgement = undefined;
        this.#isKnown = false;
        throw error;
      },
    );
    this.#acknowledgement = acknowledgement;
    return acknowledgement;
  }

  /** As {@link announce}, even if the worker has acknowledged it before: the worker may have lost it. */
  announceAgain(name: OrganizationKey | null): Promise<void> {
    this.#acknowledgement = undefined;
    this.#isConfirmed = false;
    allowLate(false);
    return this.announce(name);
  }
}
