import { KeyringError } from '../../protocol/errors.ts';
import type { ActiveSession, Session } from '../session/session.ts';
import type { AuthenticationBudget } from './authentication-budget.ts';
import type { Rate, RateWindow } from './rate-window.ts';
import type { Refresher } from './refresher.ts';

/** Refreshes that pages may force for one organization: a page in a loop must not spend the provider's limit for all of them. */
const RATE: Rate = { limit: 3, window: 60_000 };

/** What forced refreshes are made with. */
export interface ForcedRefreshesParts {
  readonly refresher: Refresher;
  readonly budget: AuthenticationBudget;
  readonly rates: RateWindow;
}

/** Refreshes that a page asks for although the access token has not expired: a role has changed, say. */
export class ForcedRefreshes {
  readonly #parts: ForcedRefreshesParts;
  readonly #running = new Map<string, Promise<Session>>();

  constructor(parts: ForcedRefreshesParts) {
    this.#parts = parts;
  }

  /**
   * Refreshes a session now, or joins its refresh that is in flight.
   *
   * @throws KeyringError `temporarily_unavailable` with `retryAfter` (s): the limit is reached; and as `Refresher.refresh`
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
      // Like the background, it leaves the last places of the provider's limit to sign-ins and to expired tokens.
      assertRoom(await budget.pause('behind'));
      assertRoom(await rates.spend(`forced-refresh:${organizationId}`, RATE));
    }
    return refresher.refresh(session, 'waiting');
  }
}

function assertRoom(pause: number): void {
  if (pause === 0) return;
  throw new KeyringError('temporarily_unavailable', 'Sessions were refreshed too often within a minute.', {
    retryAfter: Math.ceil(pause / 1000),
  });
}
