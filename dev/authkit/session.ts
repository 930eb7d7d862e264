import { secret } from './secret.ts';
import type { Settings } from './settings.ts';

/** One session of WorkOS, named by the `sid` of its tokens. */
export interface Session {
  readonly sid: string;
  readonly userId: string;
  /** The AuthKit browser session that it was authorized in. */
  readonly browserSessionId: string;
  readonly authenticationMethod: 'MagicAuth' | 'SSO';
  readonly createdAt: number;
  /** Seconds since the epoch: the claim `auth_time`. */
  authTime: number;
  /** Most recently used; none when the person belongs to no organization. */
  organizationId: string | undefined;
  /** Organizations whose policy the person has satisfied in this session. */
  readonly steppedUpFor: Set<string>;
  lastExchangeAt: number;
  ended: boolean;
}

/** All sessions since the last reset, ended ones too: their refresh tokens are answered differently from unknown ones. */
export class Sessions {
  readonly #sessions = new Map<string, Session>();

  start(
    details: Pick<Session, 'userId' | 'browserSessionId' | 'authenticationMethod' | 'authTime'>,
    now: number,
  ): Session {
    const session: Session = {
      ...details,
      sid: secret('session_'),
      createdAt: now,
      organizationId: undefined,
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

  /** The youngest first, so that a session found again is the one used last. */
  find(matches: (session: Session) => boolean): Session | undefined {
    return [...this.#sessions.values()].reverse().find(matches);
  }

  /**
   * Ends the sessions of a person that are in this organization now.
   * Which sessions WorkOS revokes when a membership ends is undocumented; these are the ones that could still use it.
   *
   * @returns how many were alive
   */
  revoke(userId: string, organizationId: string): number {
    const revoked = [...this.#sessions.values()].filter(
      (session) => !session.ended && session.userId === userId && session.organizationId === organizationId,
    );
    for (const session of revoked) session.ended = true;
    return revoked.length;
  }
}

/** Signed out, revoked, older than the longest session, or unused for too long: to a client these look the same. */
export function hasEnded(session: Session, settings: Settings, now: number): boolean {
  return (
    session.ended ||
    isOver(settings.sessionMaxAge, session.createdAt, now) ||
    isOver(settings.sessionInactivity, session.lastExchangeAt, now)
  );
}

function isOver(limit: number | null, since: number, now: number): boolean {
  return limit !== null && now - since >= limit * 1000;
}
