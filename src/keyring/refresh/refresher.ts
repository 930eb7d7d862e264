import { KeyringError } from '../../protocol/errors.ts';
import type { LogDetail, LogEvent } from '../../protocol/log.ts';
import type { SessionObserver } from '../ports/observer.ts';
import type { ActiveSession, Session } from '../session/session.ts';
import type { Urgency } from '../timing/authentication-budget.ts';
import { Deadline } from '../timing/deadline.ts';
import { RETRY_BUDGET } from '../timing/retry.ts';
import { Breaker } from './breaker.ts';
import { type RefreshRequest, type RefreshRunParts, type RunResult, runRefresh } from './refresh-run.ts';

/** The result of a refresh, the same for every caller that shared it. */
export type RefreshResult =
  /** The session afterwards: with newer tokens, or changed by a sign-out, a sign-in or another worker. */
  | { readonly type: 'finished'; readonly session: Session }
  /** The provider's rate limit has no room for background refreshes now. The session is unchanged. */
  | { readonly type: 'deferred'; readonly session: ActiveSession }
  /** `offline` or `temporarily_unavailable`. The session is unchanged. */
  | { readonly type: 'failed'; readonly error: KeyringError };

interface RunningRefresh {
  readonly request: RefreshRequest;
  readonly result: Promise<RefreshResult>;
}

/** What refreshes need. */
export interface RefresherParts extends RefreshRunParts {
  readonly observer: SessionObserver;
}

/**
 * Refreshes sessions. All callers of one session share one running refresh. Each organization has its own refresh,
 * lock and circuit breaker, so a fault of one organization never delays another (R35).
 */
export class Refresher {
  readonly #running = new Map<string, RunningRefresh>();
  readonly #breaker = new Breaker();
  readonly #parts: RefresherParts;

  constructor(parts: RefresherParts) {
    this.#parts = parts;
  }

  /** Whether a refresh of this organization's session is running. */
  isRefreshing(organizationId: string): boolean {
    return this.#running.has(organizationId);
  }

  /** Whether the last refresh of this organization's session failed, as far as this worker knows. */
  hasFailed(organizationId: string): boolean {
    return this.#breaker.isOpen(organizationId);
  }

  /** Resolves when no refresh is running: every token that arrived is durable. */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.#running.values()].map(({ result }) => result));
  }

  /**
   * Refreshes `session` for a caller that waits, or joins its running refresh.
   *
   * @param deadline for the whole call
   * @returns the session afterwards: active with newer tokens, or needing authorization
   * @throws KeyringError `offline` or `temporarily_unavailable`, with `retryAfter` (s): the session is unchanged
   */
  async refresh(
    session: ActiveSession,
    deadline = new Deadline(this.#parts.platform, RETRY_BUDGET),
  ): Promise<Session> {
    const result = await this.#join(session, 'waiting', deadline);
    if (result.type === 'failed') throw result.error;
    // The running background refresh had already been deferred when this caller joined it.
    return result.type === 'deferred' ? this.refresh(result.session, deadline) : result.session;
  }

  /** Refreshes `session` within the background's share of the provider's rate limit. A failure is a result. */
  refreshInBackground(session: ActiveSession): Promise<RefreshResult> {
    return this.#join(session, 'background', new Deadline(this.#parts.platform, RETRY_BUDGET));
  }

  async #join(session: ActiveSession, urgency: Urgency, deadline: Deadline): Promise<RefreshResult> {
    const { organizationId } = session;
    const cooldown = this.#breaker.remaining(organizationId, urgency, this.#parts.platform.now());
    if (cooldown > 0) return { type: 'failed', error: this.#unavailable(cooldown, false) };
    const running = this.#running.get(organizationId) ?? this.#start({ session, urgency, deadline });
    if (urgency === 'waiting') running.request.urgency = 'waiting';
    return running.result;
  }

  #start(request: RefreshRequest): RunningRefresh {
    const { organizationId } = request.session;
    const { observer } = this.#parts;
    const result = this.#run(request).finally(() => {
      this.#running.delete(organizationId);
      observer.sessionsChanged();
    });
    const running: RunningRefresh = { request, result };
    this.#running.set(organizationId, running);
    observer.sessionsChanged();
    return running;
  }

  async #run(request: RefreshRequest): Promise<RefreshResult> {
    const { platform } = this.#parts;
    const startedAt = platform.monotonicNow();
    const result = await runRefresh(this.#parts, request);
    return this.#finish(request, result, Math.round(platform.monotonicNow() - startedAt));
  }

  /** Sets the breaker and writes the log: the only place that does, for every result. @param duration ms */
  #finish({ session, urgency }: RefreshRequest, result: RunResult, duration: number): RefreshResult {
    const { organizationId } = session;
    const now = this.#parts.platform.now();
    const log = (event: LogEvent, detail: LogDetail): void =>
      this.#parts.observer.log({ event, organizationId, detail, duration });
    switch (result.type) {
      case 'finished':
        this.#breaker.close(organizationId);
        if (result.isRefreshed) log('refreshed', urgency);
        return { type: 'finished', session: result.session };
      case 'deferred':
        if (result.attempts > 0) this.#breaker.open(organizationId, now, 0);
        return { type: 'deferred', session: result.session };
      case 'failed': {
        const error = this.#unavailable(result.cooldown, result.isAnswered);
        this.#breaker.open(organizationId, now, result.cooldown);
        log('refresh-failed', error.code);
        return { type: 'failed', error };
      }
    }
  }

  /**
   * @param cooldown ms
   * @param isAnswered the provider has just responded, so the device is not offline whatever it reports
   */
  #unavailable(cooldown: number, isAnswered: boolean): KeyringError {
    const { platform, provider } = this.#parts;
    const details = { retryAfter: Math.max(1, Math.ceil(cooldown / 1000)) };
    if (!isAnswered && !platform.isOnline())
      return new KeyringError('offline', 'This device is offline. The session is kept.', details);
    const message = `${provider.name} does not respond right now. The session is kept.`;
    return new KeyringError('temporarily_unavailable', message, details);
  }
}
