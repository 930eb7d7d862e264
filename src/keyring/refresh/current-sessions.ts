import { KeyringError } from '../../protocol/errors.ts';
import type { Platform } from '../ports/platform.ts';
import type { SessionStore } from '../ports/stores.ts';
import type { ActiveSession, Session } from '../session/session.ts';
import { isNearInactivity, isPastLimits, type SessionLimits } from '../session/session-limits.ts';
import { freshnessOf } from '../session/token-set.ts';
import type { Refresher } from './refresher.ts';

/** What current sessions are read and refreshed with. */
export interface CurrentSessionsParts {
  readonly store: SessionStore;
  readonly refresher: Refresher;
  readonly platform: Platform;
  readonly limits: SessionLimits;
}

/** Sessions as they may be used: within the limits of this device, and refreshed when that is due. */
export class CurrentSessions {
  readonly #parts: CurrentSessionsParts;

  constructor(parts: CurrentSessionsParts) {
    this.#parts = parts;
  }

  /**
   * A session as it may be used. Where this device's clock says that a limit has passed (R43), it is confirmed first: by
   * a refresh, after which the provider's clock decides.
   *
   * @throws KeyringError `offline` or `temporarily_unavailable`: it cannot be confirmed now, and stands
   */
  async read(organizationId: string): Promise<Session> {
    const session = await this.#parts.store.read(organizationId);
    if (session.status !== 'active' || !this.isUnconfirmed(session)) return session;
    return this.#parts.refresher.refresh(session, 'waiting');
  }

  /** Every active session as it is stored. */
  async active(): Promise<readonly ActiveSession[]> {
    return (await this.#parts.store.list()).filter((session) => session.status === 'active');
  }

  /** Whether a limit has passed as far as this device's clock knows. */
  isUnconfirmed(session: ActiveSession): boolean {
    return isPastLimits(session, this.#parts.limits, this.#parts.platform.now());
  }

  /** Whether a refresh is due: for the token, before the session is idle for too long, or to confirm it. */
  isDue(session: ActiveSession): boolean {
    const now = this.#parts.platform.now();
    return (
      freshnessOf(session.tokens, now) !== 'fresh' ||
      isNearInactivity(session, this.#parts.limits, now) ||
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
    const isExpired = freshnessOf(session.tokens, this.#parts.platform.now()) === 'expired';
    if (isExpired) return this.#parts.refresher.refresh(session, 'waiting');
    if (this.isDue(session)) this.#parts.platform.background(this.refreshBehind(session));
    return session;
  }

  /** A refresh that nobody waits for may fail: that shows when somebody needs the token. */
  async refreshBehind(session: ActiveSession): Promise<void> {
    await this.#parts.refresher.refresh(session, 'behind').catch(ignoreUnavailable);
  }
}

/** For what goes on without a session that cannot be renewed right now. */
export function ignoreUnavailable(error: unknown): void {
  if (!(error instanceof KeyringError)) throw error;
}
