import type { JournalNote } from './log/event-log.ts';
import type { Session } from './session/session.ts';
import type { AccessTokenClaims } from './session/token-set.ts';
import type { Flow } from './sign-in/flow.ts';

/** What the core needs from where it runs. Tests pass a fake one: time, chance and locks become arguments. */
export interface Platform {
  /** Wall clock, ms since the epoch. It may jump, so it alone never ends a session (R53). */
  now(): number;
  /** A clock that never jumps, ms since some moment in the past: for deadlines. */
  monotonicNow(): number;
  /** Uniform in [0, 1), for jitter. */
  random(): number;
  /** Cryptographically random bytes. */
  randomBytes(length: number): Uint8Array<ArrayBuffer>;
  sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>;
  /** Resolves after `ms`. */
  delay(ms: number): Promise<void>;
  /** Whether the device says that it has a network. A hint: it chooses words and times, never whether a request is sent (R53). */
  isOnline(): boolean;
  /** Keeps the place alive for work that nobody waits for (`ExtendableEvent.waitUntil`); `work` never rejects. */
  background(work: Promise<void>): void;
  /**
   * Runs `task` while holding a lock shared by every worker version and tab, or without it after `patience` ms:
   * a page can steal or hold any lock, so the lock saves work and the store's generation decides (R28).
   */
  withLock<T>(name: string, patience: number, task: () => Promise<T>): Promise<T>;
}

/** What an HTTP request to AuthKit came to; `body` is text of at most 64 KB. */
export type HttpAnswer =
  | {
      readonly type: 'answer';
      readonly status: number;
      readonly retryAfter: string | null;
      readonly body: string;
    }
  | { readonly type: 'too-large' }
  /** No answer: no network, a reset, a time-out. Whether the server acted is unknown. */
  | { readonly type: 'no-answer' };

/** The identity provider as the core sees it. Source: WorkOS User Management API, `authorize`, `authenticate`, `logout`. */
export interface IdentityProvider {
  authorizationUrl(flow: Flow, codeChallenge: string): string;
  /** `timeout`: longest wait for the whole answer, ms. */
  exchangeCode(code: string, codeVerifier: string, timeout: number): Promise<HttpAnswer>;
  refresh(refreshToken: string, organizationId: string, timeout: number): Promise<HttpAnswer>;
  /** Where a navigation ends the AuthKit session `sessionId` and the AuthKit cookie. */
  logoutUrl(sessionId: string): string;
  /** Whether a request to it is answered within five seconds, whatever the answer. Nothing about a session is sent. */
  isReachable(): Promise<boolean>;
  /** Ends it in the background. Resolves whether the request was delivered. */
  revoke(sessionId: string): Promise<boolean>;
  /**
   * Checks signature, issuer, client and shape of an access token.
   * `undefined`: the token is bad; `unchecked`: the key set could not be read within `timeout` (ms).
   */
  verifyAccessToken(
    accessToken: string,
    timeout: number,
  ): Promise<AccessTokenClaims | 'unchecked' | undefined>;
}

/** Sessions at rest, keyed by organization id. A record that cannot be read or opened is an absent session. */
export interface SessionStore {
  read(organizationId: string): Promise<Session>;
  list(): Promise<readonly Session[]>;
  /** Writes `next` if the stored generation is still `expected`; resolves, durable, whether it did. */
  compareAndSet(expected: number, next: Session): Promise<boolean>;
}

/** Small sealed records keyed by text: flows and the directory. What cannot be read or opened is not there. */
export interface RecordStore {
  get(key: string): Promise<unknown>;
  values(): Promise<readonly unknown[]>;
  /** Durable when it resolves. */
  put(key: string, value: unknown): Promise<void>;
  /** Removes a record and answers it: of two takers of one key, one gets it. */
  take(key: string): Promise<unknown>;
}

/** The app's own back end, which alone knows slugs and memberships: WorkOS has neither for a public client. */
export interface OrganizationSource {
  /** `{id, slug, name}` unparsed; `null`: there is none; throws when unreachable. */
  fetchBySlug(slug: string): Promise<unknown>;
  /** A list of `{id, slug, name}`, unparsed; throws when unreachable. */
  fetchMemberships(accessToken: string): Promise<unknown>;
}

/** Hears what becomes of sessions; the shell tells pages, wipes caches and writes it down. */
export interface SessionObserver {
  note(note: JournalNote): void;
  sessionsChanged(): void;
  /** The back end named an organization that was unknown here, renamed one, or no longer knows one. */
  organizationsChanged(): void;
  /** Nothing of this person in this organization may stay on the device (R14, R42). */
  purge(organizationId: string, userId: string): Promise<void>;
}
