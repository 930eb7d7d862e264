import type { Organization, SessionState, SessionStatus } from './session-status.ts';
import type { SignInHints } from './sign-in-hints.ts';
import type { StepUpRequest } from './step-up.ts';

/**
 * Version of the wire contract between page and worker. A page posts a request with a `MessagePort`, and the worker
 * sends one reply on that port. The worker also sends events to all pages. `requests.ts` lists the requests,
 * `envelopes.ts` reads what arrives. No token, code or verifier is ever part of a message.
 */
export const PROTOCOL_VERSION = 1;

/** Largest message that the worker reads from a page, bytes of its JSON form. */
export const MESSAGE_LIMIT = 8 * 1024;

/** The sessions of this device, as the worker tells them to pages. */
export interface SessionsSnapshot {
  readonly sessions: readonly SessionStatus[];
  /**
   * Number of further sessions: a user is signed in, and the app's back end has not yet told the name of the
   * organization. They cannot be listed. Signing out everywhere ends them too.
   */
  readonly unnamed: number;
  /**
   * The session of a user who belongs to no organization yet, for `orgFetch(null, …)`. It ends when the user opens an
   * organization. Left out: there is none.
   */
  readonly withoutOrganization?: SessionState | undefined;
  /** `memory`: the database does not work. Sessions last until the browser stops the worker. */
  readonly storage: StorageState;
}

export const STORAGE_STATES = ['durable', 'memory'] as const;
/** Whether sessions can be saved on this device. `memory`: they last until the browser stops the worker. */
export type StorageState = (typeof STORAGE_STATES)[number];

/** The request `start-authorization`. Organizations are named as in URLs: by slug, or by id. */
export interface StartAuthorization {
  /**
   * null: without an organization. AuthKit asks the user, and the session belongs to the organization of the token. A user
   * who is in no organization gets the session without one.
   */
  readonly organizationSlug: string | null;
  /** Path of this origin to return to. The worker replaces any other text by the organization's home (R20). */
  readonly returnTo: string;
  /** `automatic`: the user did not click, so the loop breaker and the one-prompt rule apply (R23). */
  readonly trigger: 'automatic' | 'requested';
  /** Random name of this tab, kept over navigations. The one-prompt rule uses it to distinguish a return from a second tab. */
  readonly tab: string;
  /** `login`: ask for credentials even with a live AuthKit session ("use another account"). */
  readonly prompt: 'login' | null;
  /** Email of the account to sign in with, if the user chose one. It preselects an account and proves nothing. */
  readonly loginHint: string | null;
  /** Organizations to sign in to next, without returning in between: at most {@link FOLLOWING_LIMIT}. */
  readonly following: readonly string[];
  /** Left out: none. They are sent to AuthKit and not stored. */
  readonly hints?: SignInHints;
  /** Id of the held request that the sign-in is for. The worker then decides the organization and the age. Left out: none. */
  readonly stepUp?: string;
}

/** Authorizations in one navigation. Each costs two redirects, and Firefox follows 20 of them. */
export const CHAIN_LIMIT = 5;
/** Organizations that one navigation signs in to after the first. */
export const FOLLOWING_LIMIT = CHAIN_LIMIT - 1;

/** The request `sign-out`. */
export interface SignOut {
  /** Organization ids, and `WITHOUT_ORGANIZATION` for the session without one, or all sessions. */
  readonly organizationIds: readonly string[] | 'all';
}

/** An event that the worker sends to pages. */
export type KeyringEvent =
  | ({ readonly type: 'sessions-changed' } & SessionsSnapshot)
  /**
   * After the worker had responded from its cache, the back end named an unknown organization, renamed one, or no
   * longer knew one. What a page has opened or listed may be outdated.
   */
  | { readonly type: 'organizations-changed' }
  | { readonly type: 'authorization-required'; readonly organization: Organization }
  /** The requests of this page that wait until the user has authenticated again: all of them. */
  | { readonly type: 'step-ups-changed'; readonly waiting: readonly StepUpRequest[] };

/** An event as it is posted. */
export interface EventEnvelope {
  readonly keyring: number;
  readonly event: KeyringEvent;
}
