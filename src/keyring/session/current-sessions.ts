import { KeyringError } from '../../protocol/errors.ts';
import type { Platform, SessionStore } from '../ports.ts';
import type { Refresher } from '../refresh/refresher.ts';
import type { ActiveSession, Session } from './session.ts';
import { isNearInactivity, isPastLimits, type SessionLimits } from './session-limits.ts';
import { freshnessOf } from './token-set.ts';

/** Sessions as they may be used: within the limits of this device, and refreshed when that is due. */
export class CurrentSessions {
  readonly #store: SessionStore;
  readonly #refresher: Refresher;
  readonly #platform: Platform;
  readonly #limits: SessionLimits;

  constructor(store: SessionStore, refresher: Refresher, platform: Platform, limits: SessionLimits) {
    this.#store = store;
    this.#refresher = refresher;
    this.#platform = platform;
    this.#limits = limits;
  }

  /**
   * A session as it may be used. Where this device's clock says that a limit has passed (R43), it is confirmed first: by
   * a refresh, after which AuthKit's clock decides.
   *
   * @throws KeyringError `offline` or `temporarily_unavailable`: it cannot be confirmed now, and stands
   */
  async read(organizationId: string): Promise<Session> {
    const session = await this.#store.read(organizationId);
    if (session.status !== 'active' || !this.isUnconfirmed(session)) return session;
    return this.#refresher.refresh(session, 'waiting');
  }

  /** Every active session as it is stored. */
  async active(): Promise<readonly ActiveSession[]> {
    return (await this.#store.list()).filter((session) => session.status === 'active');
  }

  /** Whether a limit has passed as far as this device's clock knows. */
  isUnconfirmed(session: ActiveSession): boolean {
    return isPastLimits(session, this.#limits, this.#platform.now());
  }

  /** Whether a refresh is due: for the token, before the session is idle for too long, or to confirm it. */
  isDue(session: ActiveSession): boolean {
    const now = this.#platform.now();
    return (
      freshnessOf(session.tokens, now) !== 'fresh' ||
      isNearInactivity(session, this.#limits, now) ||
      this.isUnconfirmed(session)
    );
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
