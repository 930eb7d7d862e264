import type { Platform } from '../ports.ts';
import type { CurrentSessions } from './current-sessions.ts';
import type { Refresher } from './refresh.ts';
import type { ActiveSession } from './session.ts';
import type { SessionOverview } from './session-overview.ts';
import { accessTokenExpiry } from './token-set.ts';

/** How long one organization's refresh keeps the next from its turn, ms. */
const TURN = 3_000;

/** Keeps sessions usable while somebody looks at a page, so that the next switch finds a token. */
export class KeepWarm {
  readonly #current: CurrentSessions;
  readonly #overview: SessionOverview;
  readonly #refresher: Refresher;
  readonly #platform: Platform;

  constructor(current: CurrentSessions, overview: SessionOverview, refresher: Refresher, platform: Platform) {
    this.#current = current;
    this.#overview = overview;
    this.#refresher = refresher;
    this.#platform = platform;
  }

  /**
   * Renews what is due, or will soon have been left alone for too long. One after the other, for nobody waits: the
   * soonest to expire first, and those whose last refresh failed after all others.
   */
  async run(): Promise<void> {
    for (const session of await this.#due()) {
      const renewal = this.#current.refreshBehind(session);
      this.#platform.background(renewal);
      // One organization's hang must not keep the next from its turn (R35).
      await Promise.race([renewal, this.#platform.delay(TURN)]);
    }
  }

  async #due(): Promise<readonly ActiveSession[]> {
    const due: ActiveSession[] = [];
    for (const { organization } of await this.#overview.statuses()) {
      const session = await this.#current.read(organization.id);
      if (session.status === 'active' && this.#current.isDue(session)) due.push(session);
    }
    const hasFailed = ({ organizationId }: ActiveSession): number =>
      Number(this.#refresher.hasFailed(organizationId));
    return due.sort(
      (a, b) => hasFailed(a) - hasFailed(b) || accessTokenExpiry(a.tokens) - accessTokenExpiry(b.tokens),
    );
  }
}
