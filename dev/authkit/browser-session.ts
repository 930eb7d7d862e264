import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { CookieOptions } from 'hono/utils/cookie';
import { type Impersonation, isImpersonationOver } from './impersonation.ts';
import { secret } from './secret.ts';

/** A user's session at AuthKit itself, in one browser. While it is valid, authorizations need no page. */
export interface BrowserSession {
  readonly id: string;
  readonly userId: string;
  /** Milliseconds since the epoch: what `max_age` is measured from. */
  authenticatedAt: number;
  /** Organizations whose policy (single sign-on, second factor) was satisfied in this browser session. */
  readonly steppedUpFor: Set<string>;
  /** When the session at the identity provider expires, after a single sign-on, ms since the epoch. */
  identityProviderSessionEndsAt?: number;
  /** Set in a browser session that an administrator opened as this user. It is limited to one organization. */
  readonly impersonation?: Impersonation;
}

/**
 * The browser sessions, by cookie value. They end with a logout and not with `sessionMaxAge`. Whether WorkOS connects
 * the two is undocumented. One that impersonates ends with its impersonation.
 */
export class BrowserSessions {
  readonly #sessions = new Map<string, BrowserSession>();

  get(id: string | undefined): BrowserSession | undefined {
    return id === undefined ? undefined : this.#sessions.get(id);
  }

  /** The browser session of a cookie, if it has not ended. */
  current(id: string | undefined, now: number): BrowserSession | undefined {
    const session = this.get(id);
    const isOver = session?.impersonation && isImpersonationOver(session.authenticatedAt, now);
    return isOver ? undefined : session;
  }

  /** The same user continues the browser session. Another user gets a new one. */
  signIn(current: BrowserSession | undefined, userId: string, now: number): BrowserSession {
    if (current?.userId === userId && current.impersonation === undefined) {
      current.authenticatedAt = now;
      return current;
    }
    if (current) this.#sessions.delete(current.id);
    const session: BrowserSession = { id: secret(), userId, authenticatedAt: now, steppedUpFor: new Set() };
    this.#sessions.set(session.id, session);
    return session;
  }

  /** An impersonation replaces the browser session. */
  impersonate(
    current: BrowserSession | undefined,
    impersonation: Impersonation,
    now: number,
  ): BrowserSession {
    if (current) this.#sessions.delete(current.id);
    const { userId, organizationId } = impersonation;
    const session: BrowserSession = {
      id: secret(),
      userId,
      authenticatedAt: now,
      steppedUpFor: new Set([organizationId]),
      impersonation,
    };
    this.#sessions.set(session.id, session);
    return session;
  }

  end(id: string): void {
    this.#sessions.delete(id);
  }

  all(): readonly BrowserSession[] {
    return [...this.#sessions.values()];
  }

  /** Adds a browser session of an earlier process. */
  restore(session: BrowserSession): void {
    this.#sessions.set(session.id, session);
  }
}

/** The AuthKit cookie of one instance. */
export interface SessionCookie {
  read(c: Context): string | undefined;
  write(c: Context, browserSessionId: string): void;
  clear(c: Context): void;
}

/**
 * The cookie's name contains the port, because cookies ignore ports (RFC 6265 section 8.5) and two instances on one
 * host must not overwrite each other's cookie.
 */
export function sessionCookie(origin: string): SessionCookie {
  const { port, protocol } = new URL(origin);
  const name = `authkit_session_${port || 'default'}`;
  const options: CookieOptions = {
    path: '/',
    httpOnly: true,
    // The app is cross-site to AuthKit. Lax cookies are still sent with the top-level navigation from there.
    sameSite: 'Lax',
    secure: protocol === 'https:',
  };
  return {
    read: (c) => getCookie(c, name),
    write: (c, browserSessionId) => setCookie(c, name, browserSessionId, options),
    clear: (c) => {
      deleteCookie(c, name, options);
    },
  };
}
