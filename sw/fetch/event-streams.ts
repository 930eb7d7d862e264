import { KeyringError } from '../../src/protocol/errors.ts';
import { STREAM_END_CHANNEL, STREAM_HEADER } from '../../src/protocol/event-stream.ts';
import { scope } from '../scope.ts';

/** Names of streams that are remembered: far more than a browser opens to a host. */
const NAMED_LIMIT = 64;

/**
 * Event streams that pages hold through this worker. A stream has no end, and Chromium lets a new version of the worker
 * take over only when the old one has nothing under way: a page with a stream would keep the old version for minutes.
 * So the old version ends its streams when the new one is installed, and pages connect again, through the new one.
 * And a page that leaves a stream says so, because the browser does not.
 */
export class EventStreams {
  #ending = new AbortController();
  readonly #named = new Map<string, AbortController>();

  constructor() {
    new BroadcastChannel(STREAM_END_CHANNEL).addEventListener(
      'message',
      ({ data }: MessageEvent<unknown>) => {
        if (typeof data === 'string') this.#end(data);
      },
    );
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
   * What ends a request when the next version waits, or its page has left it; `undefined`: it is no stream and ends by itself.
   *
   * @throws KeyringError `temporarily_unavailable` while the next version takes over
   */
  endOf(request: Request): AbortSignal | undefined {
    if (request.headers.get('Accept') !== 'text/event-stream') return undefined;
    if (!this.#ending.signal.aborted) return this.#signalOf(request.headers.get(STREAM_HEADER));
    throw new KeyringError('temporarily_unavailable', 'A new version of this app is taking over.', {
      retryAfter: 1,
    });
  }

  #signalOf(name: string | null): AbortSignal {
    if (name === null) return this.#ending.signal;
    const leaving = new AbortController();
    this.#named.set(name, leaving);
    // A page that crashed never said anything.
    const [oldest] = this.#named.keys();
    if (this.#named.size > NAMED_LIMIT && oldest !== undefined) this.#named.delete(oldest);
    return AbortSignal.any([this.#ending.signal, leaving.signal]);
  }

  #end(name: string): void {
    this.#named.get(name)?.abort();
    this.#named.delete(name);
  }
}
