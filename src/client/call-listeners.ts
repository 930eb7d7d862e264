/**
 * Calls every listener with a value. A listener that throws does not keep the others from being called: its error goes
 * to `reportError`, as an error of an event listener does (HTML Living Standard §8.1.4.6).
 *
 * @example
 * callListeners(this.#listeners, event);
 */
export function callListeners<T>(listeners: Iterable<(value: T) => void>, value: T): void {
  // A copy: a listener may add or remove listeners.
  for (const listener of [...listeners]) {
    try {
      listener(value);
    } catch (error) {
      reportError(error);
    }
  }
}
