import { KeyringError } from '../../protocol/errors.ts';
import type { JournalDetail, JournalEvent } from '../../protocol/journal.ts';
import type { IdentityProvider, Platform, SessionObserver, SessionStore } from '../ports.ts';
import type { AuthenticationBudget, Urgency } from './authentication-budget.ts';
import { checkGrant } from './grant.ts';
import {
  ATTEMPT_LIMIT,
  ATTEMPT_LIMIT_BEHIND,
  PAUSES_SKIPPED_BEHIND,
  pauseBeforeRetry,
  REQUEST_TIMEOUT,
  RETRY_BUDGET,
} from './retry.ts';
import type { ActiveSession, Session, SessionEvent } from './session.ts';
import type { SessionChanges } from './session-changes.ts';
import { tokenOutcomeOf } from './token-outcome.ts';
import { freshnessOf, remainingLifetime } from './token-set.ts';

/** How long a refresh waits for another tab's or version's, ms, before it goes on without the lock. */
const LOCK_PATIENCE = 5_000;
/** How long the background leaves an organization alone after a failure, ms, so that others get their turns. */
const PAUSE_BEHIND = 60_000;

/** The time, ms since the epoch, in which an organization's token endpoint is left alone after a failure (breaker). */
interface Pause {
  readonly from: number;
  readonly until: number;
}

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
 * pause, so one organization's faults never delay another's (R35).
 */
export class Refresher {
  readonly #flights = new Map<string, Flight>();
  readonly #pauses = new Map<string, Pause>();
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
    return this.#pauses.has(organizationId);
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
    this.#assertNotPaused(organizationId, urgency);
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
    const startedAt = this.#platform.now();
    const deadline = startedAt + RETRY_BUDGET;
    let session: Session = stale;
    let mismatches = 0;
    for (let attempt = 0; session.status === 'active'; attempt += 1) {
      if (!(await this.#budget.spend(demand.urgency))) {
        const now = this.#platform.now();
        if (attempt > 0) this.#pauses.set(organizationId, { from: now, until: now });
        return session;
      }
      const verdict = await this.#attempt(session);
      if (verdict.type === 'event') {
        this.#pauses.delete(organizationId);
        const landed = await this.#changes.apply(organizationId, verdict.event);
        if (landed.status === 'active') this.#note('refreshed', organizationId, demand.urgency, startedAt);
        return landed;
      }
      // Where nobody waits there is time: few attempts, over as long a while.
      const isAwaited = demand.urgency === 'waiting';
      const step = isAwaited ? attempt : attempt + PAUSES_SKIPPED_BEHIND;
      let pause = pauseBeforeRetry(step, this.#platform.random(), verdict.retryAfter ?? null);
      let mayRetry =
        this.#platform.isOnline() && attempt + 1 < (isAwaited ? ATTEMPT_LIMIT : ATTEMPT_LIMIT_BEHIND);
      if (verdict.type === 'mismatch') {
        mismatches += 1;
        // The answer was for somebody else. The access token serves until it expires; after that, one retry.
        const isExpired = this.#isExpired(session);
        if (isExpired && mismatches > 1) {
          const { generation: basedOn } = session;
          return this.#changes.apply(organizationId, { type: 'ended', reason: verdict.reason, basedOn });
        }
        if (!isExpired) {
          mayRetry = false;
          pause = remainingLifetime(session.tokens, this.#platform.now());
        }
      }
      if (verdict.type === 'unchecked') {
        const { generation: basedOn } = session;
        const { refreshToken } = verdict;
        session = await this.#changes.apply(organizationId, { type: 'rotated', refreshToken, basedOn });
      }
      const now = this.#platform.now();
      if (!mayRetry || now + pause >= deadline) {
        this.#pauses.set(organizationId, { from: now, until: now + pause });
        const failure = this.#unavailable(pause);
        this.#note('refresh-failed', organizationId, failure.code, startedAt);
        throw failure;
      }
      await this.#platform.delay(pause);
    }
    return session;
  }

  async #attempt(session: ActiveSession): Promise<Verdict> {
    const { organizationId, generation: basedOn, user, tokens } = session;
    const answer = await this.#identityProvider.refresh(tokens.refreshToken, organizationId, REQUEST_TIMEOUT);
    const outcome = tokenOutcomeOf(answer, this.#platform.now());
    if (outcome.type === 'terminal') {
      return { type: 'event', event: { type: 'ended', reason: outcome.reason, basedOn } };
    }
    if (outcome.type === 'transient') return { type: 'again', retryAfter: outcome.retryAfter };
    const expected = { organizationId, userId: user.id };
    const checked = await checkGrant(this.#identityProvider, this.#platform, outcome.response, expected);
    switch (checked.type) {
      case 'accepted':
        return { type: 'event', event: { type: 'refreshed', grant: checked.grant, basedOn } };
      case 'wrong':
        return { type: 'mismatch', reason: checked.reason };
      case 'unchecked':
        return { type: 'unchecked', refreshToken: outcome.response.refreshToken };
      case 'unverifiable':
        return { type: 'again' };
    }
  }

  #assertNotPaused(organizationId: string, urgency: Urgency): void {
    const pause = this.#pauses.get(organizationId);
    if (pause === undefined) return;
    const now = this.#platform.now();
    const until = urgency === 'waiting' ? pause.until : Math.max(pause.until, pause.from + PAUSE_BEHIND);
    // A clock that went back behind the failure has left the pause as well.
    if (pause.from <= now && now < until) throw this.#unavailable(until - now);
  }

  #note(event: JournalEvent, organizationId: string, detail: JournalDetail, startedAt: number): void {
    // The clock may have been set back meanwhile.
    const duration = Math.max(0, this.#platform.now() - startedAt);
    this.#observer.note({ event, organizationId, detail, duration });
  }

  #isExpired(session: ActiveSession): boolean {
    return freshnessOf(session.tokens, this.#platform.now()) === 'expired';
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

/** What one attempt came to. */
type Verdict = { readonly retryAfter?: number | null } & (
  | { readonly type: 'event'; readonly event: SessionEvent }
  | { readonly type: 'again' }
  | { readonly type: 'mismatch'; readonly reason: 'wrong_organization' | 'wrong_user' }
  /** The refresh token has rotated, but the key set is away: what rotated must not be lost with what cannot be checked. */
  | { readonly type: 'unchecked'; readonly refreshToken: string }
);
