import type { KeyringEvent } from '../protocol/messages.ts';
import { askKeyring } from './ask-keyring.ts';
import { keepRunning } from './keep-running.ts';
import { keepWarm } from './keep-warm.ts';
import type { KeyringSnapshot } from './keyring-snapshot.ts';
import { LiveSnapshot } from './live-snapshot.ts';
import { type SessionQueries, sessionQueries } from './session-queries.ts';
import { type SignInActions, signInActions } from './sign-in-actions.ts';
import { type SignOutActions, signOutActions } from './sign-out-actions.ts';
import { createStepUps, type StepUpActions } from './step-ups.ts';

/**
 * A page's handle on the keyring: the sessions that the worker holds, without a token. `connectKeyring` makes it.
 *
 * @example
 * const keyring = await connectKeyring();
 * const { session } = await keyring.openOrganization('acme');
 */
export interface Keyring extends SessionQueries, SignInActions, SignOutActions, StepUpActions {
  /**
   * The `state` of the sign-in from which this tab has come back to this page; null: none. It says nothing about the
   * result of the sign-in: the user may also have come back by the back button.
   */
  readonly signInState: string | null;

  /**
   * What this page knows of the keyring: every session on this device, and whether the worker has confirmed them. It is
   * the same object until something changes, so it fits React's `useSyncExternalStore` and Solid's `from`.
   *
   * @example
   * const snapshot = useSyncExternalStore(keyring.subscribe, keyring.getSnapshot);
   */
  readonly getSnapshot: () => KeyringSnapshot;

  /**
   * Calls a listener after each change of {@link getSnapshot}. An error that a listener throws goes to `reportError`; the
   * other listeners are called all the same.
   *
   * @returns stops it
   */
  readonly subscribe: (listener: () => void) => () => void;

  /**
   * Calls a listener for each event that the worker sends: `organizations-changed` says that a list of organizations is
   * outdated, `authorization-required` that the worker rejected a request. A page that is frozen or suspended misses
   * events. To render the sessions use {@link subscribe}, which misses nothing.
   *
   * @returns stops it
   */
  onEvent(listener: (event: KeyringEvent) => void): () => void;

  /**
   * Withdraws the confirmation of the snapshot and reads the sessions again: for a retry button where `confirmation` is
   * `failed`.
   *
   * @throws KeyringError `deadline_exceeded`: the worker did not respond
   */
  check(): Promise<void>;

  /** Removes every listener and timer of this keyring. Its snapshot no longer changes. The sessions are kept. */
  dispose(): void;
}

/**
 * Makes the keyring of a page that the worker controls.
 *
 * @param disposal `dispose` aborts it, which ends everything that the keyring listens to
 * @param signInState see {@link Keyring.signInState}
 */
export function createKeyring(disposal = new AbortController(), signInState: string | null = null): Keyring {
  const { signal } = disposal;
  keepRunning(signal);
  const live = new LiveSnapshot(() => askKeyring('list-sessions', {}), signal);
  keepWarm(() => {
    askKeyring('keep-warm', {}).catch(() => {});
  }, signal);
  return {
    ...sessionQueries,
    ...signInActions,
    ...signOutActions,
    ...createStepUps(live.onEvent, signal),
    signInState,
    getSnapshot: live.get,
    subscribe: live.subscribe,
    onEvent: live.onEvent,
    check: live.check,
    dispose: () => disposal.abort(),
  };
}
