import { type Impersonation, isImpersonationOver } from './impersonation.ts';
import { secret } from './secret.ts';
import type { Settings } from './settings.ts';

/** A WorkOS session, identified by the `sid` of its tokens. */
export interface Session {
  readonly sid: string;
  readonly userId: string;
  /** The AuthKit browser session in which it was created. */
  readonly browserSessionId: string;
  readonly authenticationMethod: 'MagicAuth' | 'SSO' | 'Impersonation';
  readonly impersonation?: Impersonation;
  readonly createdAt: number;
  /** When the user's session at the identity provider expires, ms since the epoch: the claim `session_expiry`. */
  readonly identityProviderSessionEndsAt?: number;
  /** Seconds since the epoch: the claim `auth_time`. */
  authTime: number;
  /** The most recently used organization; absent if the user is a member of none. */
  organizationId: string | undefined;
  /** Organizations that it has issued a token for. */
  readonly entered: Set<string>;
  /** Organizations whose policy the user has satisfied in this session. */
  readonly steppedUpFor: Set<string>;
  lastExchangeAt: number;
  ended: boolean;
}

/**
 * All sessions since the last reset, including ended ones, because their refresh tokens get a different error than
 * unknown tokens.
 */
export class Sessions {
  readonly #sessions = new Map<string, Session>();

  start(
    details: Pick<
      Session,
      | 'userId'
      | 'browserSessionId'
      | 'authenticationMethod'
      | 'authTime'
      | 'impersonation'
      | 'identityProviderSessionEndsAt'
    >,
    now: number,
  ): Session {
    const session: Session = {
      ...details,
      sid: secret('session_'),
      createdAt: now,
      organizationId: undefined,
      entered: new Set(),
      steppedUpFor: new Set(),
      lastExchangeAt: now,
      ended: false,
    };
    this.#sessions.set(session.sid, session);
    return session;
  }

  get(sid: string): Session | undefined {
    return this.#sessions.get(sid);
  }

  all(): readonly Session[] {
    return [...this.#sessions.values()];
  }

  /** Adds a session of an earlier process. */
  restore(session: Session): void {
    this.#sessions.set(session.sid, session);
  }

  /** Newest first, so that the search finds the most recent session. */
  find(matches: (session: Session) => boolean): Session | undefined {
    return [...this.#sessions.values()].reverse().find(matches);
  }

  /**
   * Ends the user's sessions that have issued a token for this organization.
   *
   * @returns the ended sessions
   */
  revoke(userId: string, organizationId: string): readonly Session[] {
    return this.#end((session) => session.userId === userId && session.entered.has(organizationId));
  }

  /**
   * Ends the user's sessions that are in this organization alone. Which sessions WorkOS revokes when a membership ends is
   * undocumented; one that is used for other organizations goes on, and refuses this one.
   *
   * @returns the ended sessions
   */
  revokeMember(userId: string, organizationId: string): readonly Session[] {
    return this.#end(
      ({ userId: user, entered }) => user === userId && entered.has(organizationId) && entered.size === 1,
    );
  }

  #end(matches: (session: Session) => boolean): readonly Session[] {
    const revoked = [...this.#sessions.values()].filter((session) => !session.ended && matches(session));
    for (const session of revoked) session.ended = true;
    return revoked;
  }
}

/**
 * Whether a session was signed out, revoked, too old or unused for too long. A client cannot distinguish these cases.
 */
export function hasEnded(session: Session, settings: Settings, now: number): boolean {
  return (
    session.ended ||
    isOver(settings.sessionMaxAge, session.createdAt, now) ||
    (session.impersonation !== undefined && isImpersonationOver(session.authTime * 1000, now)) ||
    isOver(settings.sessionInactivity, session.lastExchangeAt, now)
  );
}

function isOver(limit: number | null, since: number, now: number): boolean {
  return limit !== null && now - since >= limit * 1000;
}
