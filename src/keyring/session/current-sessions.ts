import { KeyringError } from '../../protocol/errors.ts';
import type { Platform, SessionStore } from '../ports.ts';
import type { Refresher } from './refresh.ts';
import type { ActiveSession, Session } from './session.ts';
import type { SessionChanges } from './session-changes.ts';
import { isNearInactivity, isPastLimits, type SessionLimits } from './session-limits.ts';
import { freshnessOf } from './token-set.ts';

/** Sessions as they are right now: within the limits of this device, and renewed when that is due. */
export class CurrentSessions {
  readonly #store: SessionStore;
  readonly #changes: SessionChanges;
  readonly #refresher: Refresher;
  readonly #platform: Platform;
  readonly #limits: SessionLimits;

  constructor(
    store: SessionStore,
    changes: SessionChanges,
    refresher: Refresher,
    platform: Platform,
    limits: SessionLimits,
  ) {
    this.#store = store;
    this.#changes = changes;
    this.#refresher = refresher;
    this.#platform = platform;
    this.#limits = limits;
  }

  /** A session as it is stored, or as it has become because a limit of this device has passed (R43). */
  async read(organizationId: string): Promise<Session> {
    const session = await this.#store.read(organizationId);
    if (session.status !== 'active' || !isPastLimits(session, this.#limits, this.#platform.now()))
      return session;
    return this.#changes.apply(organizationId, { type: 'limit-reached', basedOn: session.generation });
  }

  /** Every session, each as {@link read} answers it. */
  async all(): Promise<readonly Session[]> {
    const stored = await this.#store.list();
    return Promise.all(stored.map(({ organizationId }) => this.read(organizationId)));
  }

  /** Whether a renewal is due, or the session would soon have been left alone for too long. */
  isDue(session: ActiveSession): boolean {
    const now = this.#platform.now();
    return freshnessOf(session.tokens, now) !== 'fresh' || isNearInactivity(session, this.#limits, now);
  }

  /**
   * The session to be used now: waits for the refresh of an expired token; what is due otherwise is renewed behind.
   *
   * @throws KeyringError `offline` or `temporarily_unavailable`: the token has expired, the session stands
   */
  async renewIfDue(session: Session): Promise<Session> {
    if (session.status !== 'active') return session;
    const isExpired = freshnessOf(session.tokens, this.#platform.now()) === 'expired';
    if (isExpired) return this.#refresher.refresh(session, 'waiting');
    if (this.isDue(session)) this.#platform.background(this.refreshBehind(session));
    return session;
  }

  /** A refresh that nobody waits for may fail: that shows when somebody needs the token. */
  async refreshBehind(session: ActiveSession): Promise<void> {
    await this.#refresher.refresh(session, 'behind').catch(ignoreUnavailable);
  }
}

/** For what goes on without a session that cannot be renewed right now. */
export function ignoreUnavailable(error: unknown): void {
  if (!(error instanceof KeyringError)) throw error;
}
