import type { VaultMode } from '../../src/protocol/configuration.ts';
import { checkOptionalFunctions } from '../check-function.ts';

/**
 * What happened in the server half, for logs and counters. All values are constants of this package: an event has no token,
 * ticket, cookie, key, URL, header or id of a user, so it can be logged as it is.
 */
export type ServerEvent =
  /** The worker script. `failed`: the built script could not be read. */
  | { readonly type: 'worker_script'; readonly outcome: 'served'; readonly vault: VaultMode }
  | {
      readonly type: 'worker_script';
      readonly outcome: 'refused';
      /** `several_devices`: the request had two device cookies. */
      readonly reason: 'not_a_worker_load' | 'several_devices';
    }
  | { readonly type: 'worker_script'; readonly outcome: 'failed' }
  /** A browser tried to load another file of the origin as a service worker. */
  | { readonly type: 'other_worker'; readonly outcome: 'refused' }
  | { readonly type: 'key_set'; readonly outcome: 'served' | 'failed' }
  /** The redirect of a sign-in reached the server, because no worker was running. The page tells the user. */
  | { readonly type: 'callback'; readonly outcome: 'unhandled' }
  | { readonly type: 'ticket'; readonly outcome: 'issued' | 'redeemed' }
  | {
      readonly type: 'ticket';
      readonly outcome: 'refused';
      /** The first three concern a new ticket. `invalid`: unknown, spent, late, or for another request or session. */
      readonly reason: 'not_allowed' | 'too_many' | 'session_ended' | 'invalid';
    }
  /** `ignored`: a signed event that says nothing about a session; `failed`: WorkOS delivers it again. */
  | { readonly type: 'webhook'; readonly outcome: 'accepted' | 'repeated' | 'ignored' | 'failed' }
  | {
      readonly type: 'webhook';
      readonly outcome: 'refused';
      readonly reason: 'method' | 'size' | 'signature' | 'body';
    };

/** Receives each {@link ServerEvent}. */
export type ServerObserver = (event: ServerEvent) => void;

/**
 * Wraps an observer that may throw, because a failure to log must not fail a request.
 *
 * @throws KeyringConfigurationError if it is no function
 */
export function createSafeObserver(observe: ServerObserver | undefined): ServerObserver {
  checkOptionalFunctions({ observe }, ['observe']);
  return (event) => {
    try {
      observe?.(event);
    } catch {
      // There is no place left to report it to.
    }
  };
}
