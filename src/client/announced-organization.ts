import type { OrganizationKey } from '../protocol/paths.ts';
import { announceOrganization } from './announce.ts';

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
   * this page if it lost the announcement. At most one announcement is without an acknowledgement then.
   */
  isKnown(name: OrganizationKey | null): boolean {
    return this.#isKnown && name === this.#name;
  }

  /**
   * Announces an organization, unless the latest announcement names it.
   *
   * @throws KeyringError `controller_missing`: the worker did not acknowledge it
   */
  announce(name: OrganizationKey | null): Promise<void> {
    if (this.#acknowledgement !== undefined && name === this.#name) return this.#acknowledgement;
    this.#name = name;
    this.#isKnown = this.#isConfirmed;
    this.#isConfirmed = false;
    const acknowledgement: Promise<void> = announceOrganization(name).then(
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
    return this.announce(name);
  }
}
