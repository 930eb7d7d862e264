import { KeyringError } from '../../protocol/errors.ts';
import type { ActiveSession, Session } from '../session/session.ts';
import type { AuthenticationBudget } from '../timing/authentication-budget.ts';
import type { Rate, RateWindow } from '../timing/rate-window.ts';
import type { Refresher } from './refresher.ts';

/** Refreshes that pages may force per organization: a page in a loop must not use up the rate limit of all of them. */
const RATE: Rate = { limit: 3, window: 60_000 };

/** What forced refreshes need. */
export interface ForcedRefreshesParts {
  readonly refresher: Refresher;
  readonly budget: AuthenticationBudget;
  readonly rates: RateWindow;
}

/** Refreshes that a page requests although the access token has not expired, for example after a role has changed. */
export class ForcedRefreshes {
  readonly #parts: ForcedRefreshesParts;
  readonly #running = new Map<string, Promise<Session>>();

  constructor(parts: ForcedRefreshesParts) {
    this.#parts = parts;
  }

  /**
   * Refreshes a session now, or joins its running refresh.
   *
   * @throws KeyringError `temporarily_unavailable` with `retryAfter` (s): a limit is reached; and as `Refresher.refresh`
   */
  refresh(session: ActiveSession): Promise<Session> {
    const { organizationId } = session;
    const running = this.#running.get(organizationId);
    if (running !== undefined) return running;
    const refresh = this.#refresh(session).finally(() => this.#running.delete(organizationId));
    this.#running.set(organizationId, refresh);
    return refresh;
  }

  async #refresh(session: ActiveSession): Promise<Session> {
    const { refresher, budget, rates } = this.#parts;
    const { organizationId } = session;
    if (!refresher.isRefreshing(organizationId)) {
      // Like the background, it leaves the rest of the provider's limit to sign-ins and expired tokens.
      assertRoom(await budget.timeUntilRoom('background'));
      assertRoom(await rates.spend(`forced-refresh:${organizationId}`, RATE));
    }
    return refresher.refresh(session, session.credentialId);
  }
}

/** @param wait ms @throws KeyringError `temporarily_unavailable` with `retryAfter` (s) */
export function assertRoom(wait: number): void {
  if (wait === 0) return;
  throw new KeyringError('temporarily_unavailable', 'Sessions were refreshed too often within a minute.', {
    retryAfter: Math.ceil(wait / 1000),
  });
}
