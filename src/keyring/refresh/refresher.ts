import { KeyringError } from '../../protocol/errors.ts';
import type { LogDetail, LogEvent } from '../../protocol/log.ts';
import type { SessionObserver } from '../ports/observer.ts';
import type { SessionStore } from '../ports/stores.ts';
import type { ActiveSession, Session, SessionEvent } from '../session/session.ts';
import type { SessionChanges } from '../session/session-changes.ts';
import { freshnessOf, remainingLifetime } from '../session/token-set.ts';
import type { AuthenticationBudget, Urgency } from './authentication-budget.ts';
import { Breaker } from './breaker.ts';
import { Deadline } from './deadline.ts';
import { attemptRefresh, type RefreshAttemptParts } from './refresh-attempt.ts';
import { planRetry, RETRY_BUDGET } from './retry.ts';

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

/** Everything that refreshes are made with. */
export interface RefresherParts extends RefreshAttemptParts {
  readonly store: SessionStore;
  readonly changes: SessionChanges;
  readonly budget: AuthenticationBudget;
  readonly observer: SessionObserver;
}

/**
 * Refreshes sessions: one flight per session, whoever asks. Each organization has its own flight, lock and
 * breaker, so one organization's faults never delay another's (R35).
 */
export class Refresher {
  readonly #flights = new Map<string, Flight>();
  readonly #breaker = new Breaker();
  readonly #parts: RefresherParts;

  constructor(parts: RefresherParts) {
    this.#parts = parts;
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
   * @param urgency `behind`: nobody waits, so the provider's rate limit may put it off; the access token is then the same
   * @param deadline of the caller, for everything together
   * @returns the session afterwards: active with newer tokens, or needing authorization
   * @throws KeyringError `offline` or `temporarily_unavailable`, with `retryAfter` (s): the session stands
   */
  async refresh(
    stale: ActiveSession,
    urgency: Urgency,
    deadline = new Deadline(this.#parts.platform, RETRY_BUDGET),
  ): Promise<Session> {
    const { organizationId } = stale;
    const pause = this.#breaker.remaining(organizationId, urgency, this.#parts.platform.now());
    if (pause > 0) throw this.#unavailable(pause);
    const flight = this.#flights.get(organizationId) ?? this.#takeOff(stale, urgency, deadline);
    if (urgency === 'waiting') flight.demand.urgency = 'waiting';
    const session = await flight.landing;
    const isPutOff = session.status === 'active' && session.tokens.accessToken === stale.tokens.accessToken;
    // What was put off, somebody may have joined too late who does wait.
    return isPutOff && urgency === 'waiting' ? this.refresh(session, urgency, deadline) : session;
  }

  #takeOff(stale: ActiveSession, urgency: Urgency, deadline: Deadline): Flight {
    const { organizationId } = stale;
    const { observer } = this.#parts;
    const demand: Demand = { urgency };
    const landing = this.#locked(stale, demand, deadline).finally(() => {
      this.#flights.delete(organizationId);
      observer.sessionsChanged();
    });
    const flight: Flight = { demand, landing };
    this.#flights.set(organizationId, flight);
    observer.sessionsChanged();
    return flight;
  }

  async #locked(stale: ActiveSession, demand: Demand, deadline: Deadline): Promise<Session> {
    const { organizationId } = stale;
    const { platform, store } = this.#parts;
    const patience = Math.min(LOCK_PATIENCE, deadline.remaining);
    return platform.withLock(`keyring-refresh:${organizationId}`, patience, async () => {
      // Whoever held the lock before may have done it already.
      const current = await store.read(organizationId);
      if (current.status !== 'active' || current.generation !== stale.generation) return current;
      return this.#attemptUntilAnswered(current, demand, deadline);
    });
  }

  async #attemptUntilAnswered(stale: ActiveSession, demand: Demand, deadline: Deadline): Promise<Session> {
    const { organizationId } = stale;
    const { platform, budget, changes } = this.#parts;
    const startedAt = platform.monotonicNow();
    let session: Session = stale;
    let mismatches = 0;
    for (let attempt = 0; session.status === 'active'; attempt += 1) {
      if (!(await budget.spend(demand.urgency))) {
        if (attempt > 0) this.#breaker.open(organizationId, platform.now(), 0);
        return session;
      }
      const verdict = await attemptRefresh(this.#parts, session, deadline);
      if (verdict.type === 'event') return this.#land(organizationId, verdict.event, demand, startedAt);
      const { generation: basedOn, tokens } = session;
      if (verdict.type === 'mismatch') {
        mismatches += 1;
        // The answer was for somebody else. The access token serves until it expires; after that, one retry.
        if (freshnessOf(tokens, platform.now()) !== 'expired')
          throw this.#giveUp(organizationId, remainingLifetime(tokens, platform.now()), startedAt);
        if (mismatches > 1)
          return changes.apply(organizationId, { type: 'ended', reason: verdict.reason, basedOn });
      }
      if (verdict.type === 'unchecked') {
        const { refreshToken } = verdict;
        session = await changes.apply(organizationId, { type: 'rotated', refreshToken, basedOn });
      }
      const retryAfter = verdict.type === 'again' ? verdict.retryAfter : null;
      const { mayRetry, pause } = planRetry(attempt, demand.urgency, platform.random(), retryAfter);
      // A device that says it is offline is believed only when the provider did not respond.
      const isAnswered = verdict.type !== 'again' || verdict.isAnswered;
      const isOffline = !isAnswered && !platform.isOnline();
      if (!mayRetry || isOffline || pause >= deadline.remaining)
        throw this.#giveUp(organizationId, pause, startedAt, isAnswered);
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
    const landed = await this.#parts.changes.apply(organizationId, event);
    if (landed.status === 'active') this.#note('refreshed', organizationId, urgency, startedAt);
    return landed;
  }

  #giveUp(organizationId: string, pause: number, startedAt: number, isAnswered = true): KeyringError {
    this.#breaker.open(organizationId, this.#parts.platform.now(), pause);
    const failure = this.#unavailable(pause, isAnswered);
    this.#note('refresh-failed', organizationId, failure.code, startedAt);
    return failure;
  }

  #note(event: LogEvent, organizationId: string, detail: LogDetail, startedAt: number): void {
    const duration = Math.round(this.#parts.platform.monotonicNow() - startedAt);
    this.#parts.observer.log({ event, organizationId, detail, duration });
  }

  /** @param isAnswered the provider has just responded, so this device is not offline whatever it says */
  #unavailable(pause: number, isAnswered = false): KeyringError {
    const details = { retryAfter: Math.max(1, Math.ceil(pause / 1000)) };
    return isAnswered || this.#parts.platform.isOnline()
      ? new KeyringError(
          'temporarily_unavailable',
          `${this.#parts.provider.name} does not respond right now. The session is kept.`,
          details,
        )
      : new KeyringError('offline', 'This device is offline. The session is kept.', details);
  }
}
