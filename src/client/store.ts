import { callListeners } from './call-listeners.ts';

/**
 * A value and its listeners. `get` returns the same value until it changes, as React's `useSyncExternalStore` requires.
 * Both functions may be passed on without their object.
 */
export class Store<T> {
  readonly #listeners = new Set<() => void>();
  #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  readonly get = (): T => this.#value;

  /** @returns stops it */
  readonly subscribe = (listener: () => void): (() => void) => {
    // An own function for each call, so that the same listener may be subscribed twice.
    const call = (): void => listener();
    this.#listeners.add(call);
    return () => void this.#listeners.delete(call);
  };

  /** Calls the listeners if the value is another one. */
  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    callListeners(this.#listeners, undefined);
  }

  /** Removes every listener. */
  clear(): void {
    this.#listeners.clear();
  }
}
