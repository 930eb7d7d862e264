import type { Memberships } from './organizations/memberships.ts';
import type { OrganizationDirectory } from './organizations/organization-directory.ts';
import type { SessionObserver } from './ports/observer.ts';
import type { Platform } from './ports/platform.ts';
import type { CurrentSessions } from './refresh/current-sessions.ts';
import type { Refresher } from './refresh/refresher.ts';
import type { Revocations } from './session/revocations.ts';
import type { ActiveSession } from './session/session.ts';
import { accessTokenExpiry } from './session/token-set.ts';

/** Longest time that the refresh of one organization delays the next one, ms. */
const TURN = 3_000;

/** What keeping sessions warm needs. */
export interface KeepWarmParts {
  readonly current: CurrentSessions;
  readonly memberships: Memberships;
  readonly directory: OrganizationDirectory;
  readonly refresher: Refresher;
  readonly revocations: Revocations;
  readonly platform: Platform;
  readonly observer: SessionObserver;
}

/** Refreshes sessions in the background while a page is visible, so that the next switch finds a fresh token. */
export class KeepWarm {
  readonly #parts: KeepWarmParts;

  constructor(parts: KeepWarmParts) {
    this.#parts = parts;
  }

  /**
   * Refreshes every session that is due, one after the other: the soonest to expire first, and sessions whose last refresh
   * failed after all others. It verifies the organizations of recent calls, and retries what failed before: revocations,
   * and the names of organizations.
   */
  async run(): Promise<void> {
    this.#parts.revocations.deliver();
    this.#parts.platform.background(this.#parts.directory.renewRecent());
    await this.#announceLimits();
    for (const session of await this.#due()) {
      const refresh = this.#parts.current.refreshInBackground(session);
      this.#parts.platform.background(refresh);
      // A refresh that hangs must not delay the next organization (R35).
      await Promise.race([refresh, this.#parts.platform.delay(TURN)]);
    }
    await this.#parts.memberships.learnUnnamed();
  }

  /**
   * A page that shows a session whose limit passes has to know, also while no refresh can confirm it: time alone changes no
   * stored session, so nothing else announces it.
   */
  async #announceLimits(): Promise<void> {
    const { current, observer } = this.#parts;
    if ((await current.active()).some((session) => current.isUnconfirmed(session)))
      observer.sessionsChanged();
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
