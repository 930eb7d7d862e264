import { KeyringError } from '../../protocol/errors.ts';
import type { Platform } from '../ports/platform.ts';
import type { SessionStore } from '../ports/stores.ts';
import type { ActiveSession, Session } from '../session/session.ts';
import { isNearInactivity, isPastLimits, type SessionLimits } from '../session/session-limits.ts';
import { freshnessOf } from '../session/token-set.ts';
import { mayOpen, type Opening } from './opening.ts';
import type { Refresher } from './refresher.ts';

/** What reading current sessions needs. */
export interface CurrentSessionsParts {
  readonly store: SessionStore;
  readonly refresher: Refresher;
  readonly opening: Opening;
  readonly platform: Platform;
  readonly limits: SessionLimits;
}

/** Sessions that may be used: within the limits of this device, and refreshed when that is due. */
export class CurrentSessions {
  readonly #parts: CurrentSessionsParts;

  constructor(parts: CurrentSessionsParts) {
    this.#parts = parts;
  }

  /**
   * Reads a session for use. Without one, a credential of this device opens the organization. If this device's clock says
   * that a limit has passed (R43), a refresh confirms the session first, and then the provider's clock decides.
   *
   * @throws KeyringError `offline` or `temporarily_unavailable`: it cannot be opened or confirmed now; the session is kept
   */
  async read(organizationId: string): Promise<Session> {
    const session = await this.#parts.store.read(organizationId);
    if (mayOpen(session)) return this.#parts.opening.open(session);
    if (session.status !== 'active' || !this.isUnconfirmed(session)) return session;
    return this.#parts.refresher.refresh(session, session.credentialId);
  }

  /** Every active session as it is stored. */
  async active(): Promise<readonly ActiveSession[]> {
    return (await this.#parts.store.list()).filter((session) => session.status === 'active');
  }

  /** Whether a limit has passed as far as this device's clock knows. */
  isUnconfirmed(session: ActiveSession): boolean {
    return isPastLimits(session, this.#parts.limits, this.#parts.platform.now());
  }

  /** Whether a refresh is due: for the access token, before the session is idle for too long, or to confirm it. */
  isDue(session: ActiveSession): boolean {
    const now = this.#parts.platform.now();
    return (
      freshnessOf(session.tokens, now) !== 'fresh' ||
      isNearInactivity(session, this.#parts.limits, now) ||
      this.isUnconfirmed(session)
    );
  }

  /**
   * Returns a session for use now. It waits for the refresh of an expired access token; any other refresh that is due
   * runs in the background.
   *
   * @throws KeyringError `offline` or `temporarily_unavailable`: the token has expired; the session is kept
   */
  async refreshIfDue(session: Session): Promise<Session> {
    if (session.status !== 'active') return session;
    const isExpired = freshnessOf(session.tokens, this.#parts.platform.now()) === 'expired';
    if (isExpired) return this.#parts.refresher.refresh(session, session.credentialId);
    if (this.isDue(session)) this.#parts.platform.background(this.refreshInBackground(session));
    return session;
  }

  /**
   * Returns a session for a request that takes long. It waits for any refresh that is due, and returns a session whose
   * access token is still valid if that refresh fails.
   *
   * @throws KeyringError as {@link refreshIfDue} does
   */
  async refreshFirst(session: Session): Promise<Session> {
    if (session.status !== 'active' || !this.isDue(session)) return session;
    try {
      return await this.#parts.refresher.refresh(session, session.credentialId);
    } catch (error) {
      ignoreUnavailable(error);
      if (freshnessOf(session.tokens, this.#parts.platform.now()) === 'expired') throw error;
      return session;
    }
  }

  /** Refreshes a session that no caller waits for. A failure shows when a request needs the token. */
  async refreshInBackground(session: ActiveSession): Promise<void> {
    await this.#parts.refresher.refreshInBackground(session);
  }
}

/** Ignores the error of a session that cannot be refreshed now, and no other error. */
export function ignoreUnavailable(error: unknown): void {
  if (!(error instanceof KeyringError)) throw error;
}
