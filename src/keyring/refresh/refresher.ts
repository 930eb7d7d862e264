import { KeyringError } from '../../protocol/errors.ts';
import type { LogDetail, LogEvent } from '../../protocol/log.ts';
import { WITHOUT_ORGANIZATION } from '../../protocol/without-organization.ts';
import type { SessionObserver } from '../ports/observer.ts';
import type { ActiveSession, Session } from '../session/session.ts';
import { Deadline } from '../timing/deadline.ts';
import { RETRY_BUDGET } from '../timing/retry.ts';
import { Breaker } from './breaker.ts';
import type { RefreshRequest, RunResult } from './refresh-request.ts';
import { type RefreshRunParts, runRefresh } from './refresh-run.ts';

/** The result of a refresh, the same for every caller that shared it. */
export type RefreshResult =
  /** The session afterwards: with newer tokens, or changed by a sign-out, a sign-in or another worker. */
  | { readonly type: 'finished'; readonly session: Session }
  /** The provider's rate limit has no room for background refreshes now. The session is unchanged. */
  | { readonly type: 'deferred' }
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
 * Refreshes sessions. All callers of one session share one running refresh. Sessions that share a credential take turns with
 * it, and each organization has a circuit breaker of its own, so a fault of one organization delays another only briefly (R35).
 */
export class Refresher {
  readonly #running = new Map<string, RunningRefresh>();
  readonly #breaker = new Breaker();
  readonly #parts: RefresherParts;

  constructor(parts: RefresherParts) {
    this.#parts = parts;
  }

  /** The organizations whose sessions are being refreshed or opened. */
  get runningFor(): readonly string[] {
    return [...this.#running.keys()];
  }

  /** Those of them that use this credential. */
  runningWith(credentialId: string): readonly string[] {
    return this.runningFor.filter((id) => this.#running.get(id)?.request.credentialId === credentialId);
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
   * Refreshes a session for a caller that waits, or joins its running refresh. Without a session it opens the
   * organization, with a credential of another one.
   *
   * @param deadline for the whole call
   * @returns the session afterwards: active with newer tokens, or needing authorization
   * @throws KeyringError `offline` or `temporarily_unavailable`, with `retryAfter` (s): the session is unchanged
   */
  async refresh(before: Session, credentialId: string, deadline = this.#deadline()): Promise<Session> {
    const result = await this.#join({ before, credentialId, urgency: 'waiting', deadline });
    if (result.type === 'failed') throw result.error;
    // The running background refresh had already been deferred when this caller joined it.
    return result.type === 'deferred' ? this.refresh(before, credentialId, deadline) : result.session;
  }

  /** Refreshes `session` within the background's share of the provider's rate limit. A failure is a result. */
  refreshInBackground(session: ActiveSession): Promise<RefreshResult> {
    const { credentialId } = session;
    return this.#join({ before: session, credentialId, urgency: 'background', deadline: this.#deadline() });
  }

  #deadline(): Deadline {
    return new Deadline(this.#parts.platform, RETRY_BUDGET);
  }

  async #join(request: RefreshRequest): Promise<RefreshResult> {
    const { organizationId } = request.before;
    const cooldown = this.#breaker.remaining(organizationId, request.urgency, this.#parts.platform.now());
    if (cooldown > 0) return { type: 'failed', error: this.#unavailable(cooldown, false) };
    const running = this.#running.get(organizationId);
    if (running === undefined) return this.#run(request);
    if (request.urgency === 'waiting') running.request.urgency = 'waiting';
    return running.result;
  }

  #run(request: RefreshRequest): Promise<RefreshResult> {
    const { organizationId } = request.before;
    const { observer, platform } = this.#parts;
    const startedAt = platform.monotonicNow();
    const result = runRefresh(this.#parts, request)
      .then((ran) => this.#finish(request, ran, Math.round(platform.monotonicNow() - startedAt)))
      .finally(() => {
        this.#running.delete(organizationId);
        observer.sessionsChanged();
      });
    this.#running.set(organizationId, { request, result });
    observer.sessionsChanged();
    return result;
  }

  /** Sets the breaker and writes the log: the only place that does, for every result. @param duration ms */
  #finish({ before, urgency }: RefreshRequest, result: RunResult, duration: number): RefreshResult {
    const { organizationId } = before;
    const now = this.#parts.platform.now();
    const log = (event: LogEvent, detail: LogDetail): void =>
      this.#parts.observer.log({
        event,
        organizationId: organizationId === WITHOUT_ORGANIZATION ? null : organizationId,
        detail,
        duration,
      });
    switch (result.type) {
      case 'finished':
        this.#breaker.close(organizationId);
        if (result.isRefreshed && before.status === 'active') log('refreshed', urgency);
        else if (result.isRefreshed) log('signed-in', 'shared');
        return { type: 'finished', session: result.session };
      case 'deferred':
        if (result.requests > 0) this.#breaker.open(organizationId, now, 0);
        return { type: 'deferred' };
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
