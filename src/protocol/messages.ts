import type { VaultMode } from './configuration.ts';
import type { WireError } from './errors.ts';
import type { LogEntry } from './log.ts';
import type { Organization, SessionStatus } from './session-status.ts';

/**
 * The wire contract between page and worker. A page posts a {@link RequestEnvelope} with a `MessagePort`;
 * the worker answers on that port alone, with one {@link ReplyEnvelope}. What the worker says unasked is an
 * {@link EventEnvelope}. Both ends parse what they receive (`parse-request.ts`, `parse-answer.ts`). No token, code or verifier crosses.
 */
export const PROTOCOL_VERSION = 1;

/** Largest message that the worker reads from a page, bytes of its JSON form. */
export const MESSAGE_LIMIT = 8 * 1024;

/** Every request type, mapped to what is asked and what is answered. */
export interface Requests {
  /** Asks the active worker to control this page: after a hard reload or a first visit. */
  claim: { ask: object; answer: { readonly vault: VaultMode } };
  /**
   * Looks an organization up, and refreshes its access token where that has expired. The response comes within about half a
   * second from what the worker knows: the state is then `refreshing`, and `sessions-changed` tells the outcome.
   */
  'open-organization': { ask: { readonly organizationSlug: string }; answer: SessionStatus };
  /** Refreshes an organization's session now, at a low rate. */
  'refresh-session': { ask: { readonly organizationSlug: string }; answer: SessionStatus };
  /** Every session of this keyring. */
  'list-sessions': { ask: object; answer: KeyringSnapshot };
  /** Every organization of the people signed in here, with the state of its session; from the directory when offline. */
  'list-organizations': { ask: object; answer: { readonly organizations: readonly SessionStatus[] } };
  /** What happened in the worker, oldest first, for whoever has to find out why. */
  inspect: { ask: object; answer: { readonly entries: readonly LogEntry[] } };
  /** Somebody looks at this page: sessions near their end may be renewed, at a low rate. Answered at once. */
  'keep-warm': { ask: object; answer: object };
  /**
   * Sends one request to the sign-in service, of at most five seconds: for a page whose browser says that it is
   * offline, before it leaves for that service.
   */
  'check-connection': { ask: object; answer: { readonly isReachable: boolean } };
  /** Begins an authorization. The answer comes when everything is durable: the page may leave at once. */
  'start-authorization': { ask: StartAuthorization; answer: { readonly authorizationUrl: string } };
  /** Ends sessions here and at AuthKit. `logoutUrl`: where to navigate so that AuthKit's own cookie ends too. */
  'sign-out': { ask: SignOut; answer: { readonly logoutUrl: string | null } };
}

/** The whole state of the keyring as pages may know it. */
export interface KeyringSnapshot {
  readonly sessions: readonly SessionStatus[];
  /**
   * Sessions beside those: somebody is signed in, and the app's back end could not tell yet to which organization. They
   * have no address to be listed under; signing out everywhere ends them too.
   */
  readonly unnamed: number;
  /** `memory`: the database does not work; sessions last until the browser stops the worker. */
  readonly storage: StorageState;
}

export const STORAGE_STATES = ['durable', 'memory'] as const;
export type StorageState = (typeof STORAGE_STATES)[number];

export interface StartAuthorization {
  /** null: without an organization; AuthKit asks the person, and the session is kept under what comes back. */
  readonly organizationSlug: string | null;
  /** Same-origin path to come back to; anything else becomes the organization's home (R20). */
  readonly returnTo: string;
  /** `automatic`: nobody clicked, so the loop breaker and the one-prompt rule apply (R23). */
  readonly trigger: 'automatic' | 'requested';
  /** Random name of this tab, kept over navigations, so that the rule can tell a return from a second tab. */
  readonly tab: string;
  /** `login`: ask for credentials even with a live AuthKit session ("use another account"). */
  readonly prompt: 'login' | null;
  /** Email of the account to sign in with, where the person chose one. It preselects, and proves nothing. */
  readonly loginHint: string | null;
  /** Slugs of the organizations to sign in to next, without coming back in between: at most {@link FOLLOWING_LIMIT}. */
  readonly following: readonly string[];
}

/** Authorizations in one navigation. Each costs two redirects, and Firefox follows 20 of them. */
export const CHAIN_LIMIT = 5;
/** Organizations that one navigation signs in to beside the first. */
export const FOLLOWING_LIMIT = CHAIN_LIMIT - 1;

export interface SignOut {
  /** Organization ids, or all of them. */
  readonly organizationIds: readonly string[] | 'all';
}

export type RequestType = keyof Requests;
export type Ask<T extends RequestType> = Requests[T]['ask'];
export type Answer<T extends RequestType> = Requests[T]['answer'];

/** What the worker tells pages unasked. */
export type KeyringEvent =
  | ({ readonly type: 'sessions-changed' } & KeyringSnapshot)
  /**
   * The back end named an organization that was unknown here, renamed one, or no longer knows one, after the worker had
   * responded from what it knew: what a page has opened or listed may be outdated.
   */
  | { readonly type: 'organizations-changed' }
  | { readonly type: 'authorization-required'; readonly organization: Organization };

export type RequestEnvelope = {
  [T in RequestType]: { readonly keyring: number; readonly type: T; readonly ask: Ask<T> };
}[RequestType];

export type ReplyEnvelope<T extends RequestType> =
  | { readonly keyring: number; readonly answer: Answer<T> }
  | { readonly keyring: number; readonly error: WireError };

export interface EventEnvelope {
  readonly keyring: number;
  readonly event: KeyringEvent;
}
