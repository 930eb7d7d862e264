import { KeyringError } from '../../protocol/errors.ts';
import type { JournalDetail, JournalEvent } from '../../protocol/journal.ts';
import type { IdentityProvider, Platform, SessionObserver, SessionStore } from '../ports.ts';
import type { AuthenticationBudget, Urgency } from './authentication-budget.ts';
import { Breaker } from './breaker.ts';
import { attemptRefresh } from './refresh-attempt.ts';
import { planRetry, RETRY_BUDGET } from './retry.ts';
import type { ActiveSession, Session, SessionEvent } from './session.ts';
import type { SessionChanges } from './session-changes.ts';
import { freshnessOf, remainingLifetime } from './token-set.ts';

/** How long a refresh waits for another tab's or version's, ms, before it goes on without the lock. */
const LOCK_PATIENCE = 5_000;

/** How urgent a flight is: it rises when somebody joins who waits. */
interface Demand {
  urgency: Urgency;
}

interface Flight {
  readonly demand: Demand;
  readonly landing: Promise<Session>;
}

/**
 * Refreshes sessions: one flight per session, whoever asks. Each organization has its own flight, lock and
 * breaker, so one organization's faults never delay another's (R35).
 */
export class Refresher {
  readonly #flights = new Map<string, Flight>();
  readonly #breaker = new Breaker();
  readonly #identityProvider: IdentityProvider;
  readonly #store: SessionStore;
  readonly #platform: Platform;
  readonly #changes: SessionChanges;
  readonly #budget: AuthenticationBudget;
  readonly #observer: SessionObserver;

  constructor(
    identityProvider: IdentityProvider,
    store: SessionStore,
    platform: Platform,
    changes: SessionChanges,
    budget: AuthenticationBudget,
    observer: SessionObserver,
  ) {
    this.#identityProvider = identityProvider;
    this.#store = store;
    this.#platform = platform;
    this.#changes = changes;
    this.#budget = budget;
    this.#observer = observer;
  }

  /** Whether a refresh of this organization's session is in flight. */
  isRefreshing(organizationId: string): boolean {
    return this.#flights.has(organizationId);
  }

  /** Whether the last refresh of this organization's session failed, as far as this worker knows. */
  hasFailed(organizationId: string): boolean {
    return this.#breaker.isOpen(organizationId);
  }

  /** Resolves when no refresh is in flight: everything that arrived is durable. */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.#flights.values()].map(({ landing }) => landing));
  }

  /**
   * Renews the access token of `stale`, or joins the flight that already does.
   *
   * @param urgency `behind`: nobody waits, so AuthKit's rate limit may put it off; the access token is then the same
   * @returns the session afterwards: active with newer tokens, or needing authorization
   * @throws KeyringError `offline` or `temporarily_unavailable`, with `retryAfter` (s): the session stands
   */
  async refresh(stale: ActiveSession, urgency: Urgency): Promise<Session> {
    const { organizationId } = stale;
    const pause = this.#breaker.remaining(organizationId, urgency, this.#platform.now());
    if (pause > 0) throw this.#unavailable(pause);
    const flight = this.#flights.get(organizationId) ?? this.#takeOff(stale, urgency);
    if (urgency === 'waiting') flight.demand.urgency = 'waiting';
    const session = await flight.landing;
    const isPutOff = session.status === 'active' && session.tokens.accessToken === stale.tokens.accessToken;
    // What was put off, somebody may have joined too late who does wait.
    return isPutOff && urgency === 'waiting' ? this.refresh(session, urgency) : session;
  }

  #takeOff(stale: ActiveSession, urgency: Urgency): Flight {
    const { organizationId } = stale;
    const demand: Demand = { urgency };
    const landing = this.#locked(stale, demand).finally(() => {
      this.#flights.delete(organizationId);
      this.#observer.sessionsChanged();
    });
    const flight: Flight = { demand, landing };
    this.#flights.set(organizationId, flight);
    this.#observer.sessionsChanged();
    return flight;
  }

  async #locked(stale: ActiveSession, demand: Demand): Promise<Session> {
    const { organizationId } = stale;
    return this.#platform.withLock(`keyring-refresh:${organizationId}`, LOCK_PATIENCE, async () => {
      // Whoever held the lock before may have done it already.
      const current = await this.#store.read(organizationId);
      if (current.status !== 'active' || current.generation !== stale.generation) return current;
      return this.#attemptUntilAnswered(current, demand);
    });
  }

  async #attemptUntilAnswered(stale: ActiveSession, demand: Demand): Promise<Session> {
    const { organizationId } = stale;
    const platform = this.#platform;
    const startedAt = platform.now();
    const deadline = startedAt + RETRY_BUDGET;
    let session: Session = stale;
    let mismatches = 0;
    for (let attempt = 0; session.status === 'active'; attempt += 1) {
      if (!(await this.#budget.spend(demand.urgency))) {
        if (attempt > 0) this.#breaker.open(organizationId, platform.now(), 0);
        return session;
      }
      const verdict = await attemptRefresh(this.#identityProvider, platform, session);
      if (verdict.type === 'event') return this.#land(organizationId, verdict.event, demand, startedAt);
      const { generation: basedOn, tokens } = session;
      if (verdict.type === 'mismatch') {
        mismatches += 1;
        // The answer was for somebody else. The access token serves until it expires; after that, one retry.
        if (freshnessOf(tokens, platform.now()) !== 'expired')
          throw this.#giveUp(organizationId, remainingLifetime(tokens, platform.now()), startedAt);
        if (mismatches > 1)
          return this.#changes.apply(organizationId, { type: 'ended', reason: verdict.reason, basedOn });
      }
      if (verdict.type === 'unchecked') {
        const { refreshToken } = verdict;
        session = await this.#changes.apply(organizationId, { type: 'rotated', refreshToken, basedOn });
      }
      const retryAfter = verdict.type === 'again' ? verdict.retryAfter : null;
      const { mayRetry, pause } = planRetry(attempt, demand.urgency, platform.random(), retryAfter);
      if (!mayRetry || !platform.isOnline() || platform.now() + pause >= deadline)
        throw this.#giveUp(organizationId, pause, startedAt);
      await platform.delay(pause);
    }
    return session;
  }

  async #land(
    organizationId: string,
    event: SessionEvent,
    { urgency }: Demand,
    startedAt: number,
  ): Promise<Session> {
    this.#breaker.close(organizationId);
    const landed = await this.#changes.apply(organizationId, event);
    if (landed.status === 'active') this.#note('refreshed', organizationId, urgency, startedAt);
    return landed;
  }

  #giveUp(organizationId: string, pause: number, startedAt: number): KeyringError {
    this.#breaker.open(organizationId, this.#platform.now(), pause);
    const failure = this.#unavailable(pause);
    this.#note('refresh-failed', organizationId, failure.code, startedAt);
    return failure;
  }

  #note(event: JournalEvent, organizationId: string, detail: JournalDetail, startedAt: number): void {
    // The clock may have been set back meanwhile.
    const duration = Math.max(0, this.#platform.now() - startedAt);
    this.#observer.note({ event, organizationId, detail, duration });
  }

  #unavailable(pause: number): KeyringError {
    const details = { retryAfter: Math.max(1, Math.ceil(pause / 1000)) };
    return this.#platform.isOnline()
      ? new KeyringError(
          'temporarily_unavailable',
          'AuthKit does not answer right now. The session is kept.',
          details,
        )
      : new KeyringError('offline', 'This device is offline. The session is kept.', details);
  }
}
