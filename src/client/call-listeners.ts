/**
 * Calls every listener with a value. An error that a listener throws goes to `reportError`, as for event listeners (HTML
 * Living Standard §8.1.4.6), and the other listeners are called all the same.
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
