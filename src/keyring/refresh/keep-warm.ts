import type { Memberships } from '../organizations/memberships.ts';
import type { Platform } from '../ports/platform.ts';
import type { Revocations } from '../session/revocations.ts';
import type { ActiveSession } from '../session/session.ts';
import { accessTokenExpiry } from '../session/token-set.ts';
import type { CurrentSessions } from './current-sessions.ts';
import type { Refresher } from './refresher.ts';

/** How long one organization's refresh keeps the next from its turn, ms. */
const TURN = 3_000;

/** What sessions are kept warm with. */
export interface KeepWarmParts {
  readonly current: CurrentSessions;
  readonly memberships: Memberships;
  readonly refresher: Refresher;
  readonly revocations: Revocations;
  readonly platform: Platform;
}

/** What is done for sessions while somebody looks at a page, so that the next switch finds a token. */
export class KeepWarm {
  readonly #parts: KeepWarmParts;

  constructor(parts: KeepWarmParts) {
    this.#parts = parts;
  }

  /**
   * Renews what is due, or will soon have been left alone for too long, and confirms what the clock says has been. One after the other, for nobody waits: the
   * soonest to expire first, and those whose last refresh failed after all others. Then what could not be done before:
   * names that the back end could not tell, and sessions whose end the provider was not told of.
   */
  async run(): Promise<void> {
    this.#parts.revocations.carryOut();
    for (const session of await this.#due()) {
      const renewal = this.#parts.current.refreshBehind(session);
      this.#parts.platform.background(renewal);
      // One organization's hang must not keep the next from its turn (R35).
      await Promise.race([renewal, this.#parts.platform.delay(TURN)]);
    }
    await this.#parts.memberships.learnUnnamed();
  }

  async #due(): Promise<readonly ActiveSession[]> {
    const due = (await this.#parts.current.active()).filter((session) => this.#parts.current.isDue(session));
    const hasFailed = ({ organizationId }: ActiveSession): number =>
      Number(this.#parts.refresher.hasFailed(organizationId));
    return due.sort(
      (a, b) => hasFailed(a) - hasFailed(b) || accessTokenExpiry(a.tokens) - accessTokenExpiry(b.tokens),
    );
  }
}
