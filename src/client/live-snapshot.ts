import { parseEvent } from '../protocol/envelopes.ts';
import type { KeyringEvent, SessionsSnapshot } from '../protocol/messages.ts';
import { callListeners } from './call-listeners.ts';
import { changeSnapshot, EMPTY_SNAPSHOT, type KeyringSnapshot } from './keyring-snapshot.ts';
import { Store } from './store.ts';
import { watchSessions } from './watch-sessions.ts';

/** The page's snapshot of the keyring, kept up to date until `signal` aborts. */
export class LiveSnapshot {
  readonly #store = new Store(EMPTY_SNAPSHOT);
  readonly #listeners = new Set<(event: KeyringEvent) => void>();
  readonly get = this.#store.get;
  readonly subscribe = this.#store.subscribe;
  readonly check: () => Promise<void>;

  /** @param read reads the sessions from the worker */
  constructor(read: () => Promise<SessionsSnapshot>, signal: AbortSignal) {
    const { serviceWorker } = navigator;
    const onChange = (change: Partial<KeyringSnapshot>): void =>
      this.#store.set(changeSnapshot(this.#store.get(), change));
    serviceWorker.addEventListener(
      'message',
      ({ data }) => {
        const event = parseEvent(data);
        if (event !== undefined) callListeners(this.#listeners, event);
      },
      { signal },
    );
    let { controller } = serviceWorker;
    serviceWorker.addEventListener(
      'controllerchange',
      () => {
        const { controller: current } = serviceWorker;
        // Without a controller the worker was deleted. It is then registered again, which is no new version.
        if (current === null || controller === null) controller = current;
        else if (current !== controller) onChange({ isUpdateAvailable: true });
      },
      { signal },
    );
    this.check = watchSessions({ read, onEvent: this.onEvent, onChange, signal }).check;
    serviceWorker.startMessages();
    signal.addEventListener('abort', () => {
      this.#store.clear();
      this.#listeners.clear();
    });
  }

  readonly onEvent = (listener: (event: KeyringEvent) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };
}
