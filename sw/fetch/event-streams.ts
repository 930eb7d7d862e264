import { KeyringError } from '../../src/protocol/errors.ts';
import { scope } from '../scope.ts';

/**
 * Event streams that pages hold through this worker. A stream has no end, and Chromium lets a new version of the worker
 * take over only when the old one has nothing under way: a page with a stream would keep the old version for minutes.
 * So the old version ends its streams when the new one is installed, and pages connect again, through the new one.
 */
export class EventStreams {
  #ending = new AbortController();

  constructor() {
    scope.registration.addEventListener('updatefound', () => {
      const { installing } = scope.registration;
      installing?.addEventListener('statechange', () => {
        if (installing.state === 'installed') this.#ending.abort();
      });
    });
    // The new version hears of its own installation too.
    scope.addEventListener('activate', () => {
      this.#ending = new AbortController();
    });
  }

  /**
   * What ends a request when the next version waits; `undefined`: it is no stream and ends by itself.
   *
   * @throws KeyringError `temporarily_unavailable` while the next version takes over
   */
  endOf(request: Request): AbortSignal | undefined {
    if (request.headers.get('Accept') !== 'text/event-stream') return undefined;
    if (!this.#ending.signal.aborted) return this.#ending.signal;
    throw new KeyringError('temporarily_unavailable', 'A new version of this app is taking over.', {
      retryAfter: 1,
    });
  }
}
