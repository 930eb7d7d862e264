import type { OrganizationKey } from '../protocol/paths.ts';
import { announceOrganization } from './announce.ts';

/** The organization that this page announced to the worker last, and whether the worker has acknowledged it. */
export class AnnouncedOrganization {
  #name: OrganizationKey | null = null;
  #acknowledgement: Promise<void> | undefined;
  #isAcknowledged = false;

  /** What names the organization; null: the URL names none. */
  get name(): OrganizationKey | null {
    return this.#name;
  }

  /** Whether the worker has acknowledged this organization. */
  isKnown(name: OrganizationKey | null): boolean {
    return this.#isAcknowledged && name === this.#name;
  }

  /**
   * Announces an organization, unless the latest announcement names it.
   *
   * @throws KeyringError `controller_missing`: the worker did not acknowledge it
   */
  announce(name: OrganizationKey | null): Promise<void> {
    if (this.#acknowledgement !== undefined && name === this.#name) return this.#acknowledgement;
    this.#name = name;
    this.#isAcknowledged = false;
    const acknowledgement: Promise<void> = announceOrganization(name).then(
      () => {
        if (acknowledgement === this.#acknowledgement) this.#isAcknowledged = true;
      },
      (error: unknown) => {
        // A later announcement replaced this one, so its outcome counts.
        if (acknowledgement !== this.#acknowledgement) return this.#acknowledgement;
        // A failed announcement must not be the result of every later attempt.
        this.#acknowledgement = undefined;
        throw error;
      },
    );
    this.#acknowledgement = acknowledgement;
    return acknowledgement;
  }

  /** As {@link announce}, even if the worker has acknowledged it before: the worker may have lost it. */
  announceAgain(name: OrganizationKey | null): Promise<void> {
    this.#acknowledgement = undefined;
    return this.announce(name);
  }
}
