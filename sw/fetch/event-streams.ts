import { KeyringError } from '../../src/protocol/errors.ts';
import { STREAM_END_CHANNEL, STREAM_HEADER } from '../../src/protocol/event-stream.ts';
import { scope } from '../scope.ts';
import { followChannel } from './follow-channel.ts';

/** Largest number of stream names that are remembered: far more than a browser opens to a host. */
const NAMED_LIMIT = 64;
/** How long a new version gets to take over once the streams have ended, ms. */
const TAKEOVER_TIME = 5_000;
/**
 * Time until the next attempt to let a waiting version take over, ms. It doubles, because each attempt costs every page a
 * reconnection, and the version of an app without `skipWaiting()` waits until the last page is closed.
 */
const TAKEOVER_INTERVAL = 10_000;
/** Longest time between two attempts, ms. */
const LONGEST_INTERVAL = 600_000;

/**
 * The event streams that pages opened with `followEvents`, which marks them with {@link STREAM_HEADER}. They have no end,
 * and Chromium lets a new version of the worker take over only when the old one has no request in progress. So the old
 * version ends these streams when the new one is installed, and `followEvents` connects again through the new one.
 *
 * Any other response, such as the streamed reply of a language model, cannot be resumed: it is never ended here. While one
 * delays the new version, pages get their event streams back, and the takeover is attempted again later.
 */
export class EventStreams {
  #ending = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #interval = TAKEOVER_INTERVAL;
  readonly #named = new Map<string, AbortController>();
  readonly #listen = followChannel(STREAM_END_CHANNEL, (name) => this.#end(name));

  constructor() {
    scope.registration.addEventListener('updatefound', () => {
      const { installing } = scope.registration;
      installing?.addEventListener('statechange', () => {
        if (installing.state !== 'installed') return;
        this.#interval = TAKEOVER_INTERVAL;
        this.#endAll();
      });
    });
    // The browser can start the old version again while the new one waits for its end: it has missed the installation.
    this.#endIfWaitedFor();
  }

  /**
   * The signal that ends a request for an event stream: a new version waits, or the page has left the stream.
   *
   * @returns `undefined` for every request that `followEvents` did not mark; the worker never ends those
   * @throws KeyringError `temporarily_unavailable` while a new version takes over
   */
  endOf(request: Request): AbortSignal | undefined {
    const name = request.headers.get(STREAM_HEADER);
    if (name === null) return undefined;
    this.#listen();
    if (!this.#ending.signal.aborted) return AbortSignal.any([this.#ending.signal, this.#leavingOf(name)]);
    throw new KeyringError('temporarily_unavailable', 'A new version of this app is taking over.', {
      retryAfter: 1,
    });
  }

  /** Allows streams again. The new version calls it when it takes over: it gets the events of its own installation too. */
  allow(): void {
    clearTimeout(this.#timer);
    this.#ending = new AbortController();
  }

  /** Ends every stream, so that a new version can take over; if it does not, streams are allowed again for a while. */
  #endAll(): void {
    this.#ending.abort();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.allow();
      this.#timer = setTimeout(() => this.#endIfWaitedFor(), this.#interval);
      this.#interval = Math.min(this.#interval * 2, LONGEST_INTERVAL);
    }, TAKEOVER_TIME);
  }

  #endIfWaitedFor(): void {
    if (scope.registration.waiting !== null) this.#endAll();
  }

  /** One signal for each name: a request that is sent again after a 401 has the same one. */
  #leavingOf(name: string): AbortSignal {
    const leaving = this.#named.get(name) ?? new AbortController();
    this.#named.set(name, leaving);
    // A page that crashed never reported that it left.
    const [oldest] = this.#named.keys();
    if (this.#named.size > NAMED_LIMIT && oldest !== undefined) this.#named.delete(oldest);
    return leaving.signal;
  }

  #end(name: string): void {
    this.#named.get(name)?.abort();
    this.#named.delete(name);
  }
}
