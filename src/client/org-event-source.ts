import { KeyringError } from '../protocol/errors.ts';
import { followEvents } from './event-stream.ts';
import { ReconnectDelay, waitToReconnect } from './reconnect-delay.ts';
import { endOfRefusal, isFinalError, type SessionEnd, watchSessionEnd } from './session-end.ts';
import { EventSourceEvents } from './stream-events.ts';
import type { StreamEvent } from './stream-item.ts';

/**
 * Opens an event stream of an organization with the interface of `EventSource`: named events, `lastEventId`, `readyState`
 * and the server's `retry:`. Unlike `EventSource` it sends the token of the organization, continues when the browser stops
 * the worker or cuts the stream, and shares one connection between the tabs of one user (see `followEvents`).
 *
 * It closes with an `error` event when the session ends. `open` is dispatched at each connection: load the data again
 * then, because events without an id may be missing.
 *
 * @param url of an API on the allow-list, relative or absolute
 * @example
 * const source = orgEventSource('acme', '/api/notes/stream');
 * source.addEventListener('note', ({ data }) => add(JSON.parse(data)));
 */
export function orgEventSource(slug: string, url: string | URL): OrgEventSource {
  return new OrgEventSource(slug, new URL(url, location.href).href);
}

/** An event stream that connects again: see {@link orgEventSource}. */
export class OrgEventSource extends EventSourceEvents implements EventSource {
  readonly CONNECTING = 0;
  readonly OPEN = 1;
  readonly CLOSED = 2;
  readonly withCredentials = false;
  readonly url: string;
  /** Why the session ended; null while it has not. */
  sessionEnd: SessionEnd | null = null;
  readonly #end = new AbortController();
  #state: 0 | 1 | 2 = 0;

  constructor(slug: string, url: string) {
    super();
    this.url = url;
    void this.#run(slug);
  }

  get readyState(): 0 | 1 | 2 {
    return this.#state;
  }

  close(): void {
    this.#state = 2;
    this.#end.abort();
  }

  async #run(slug: string): Promise<void> {
    const { signal } = this.#end;
    const delay = new ReconnectDelay();
    while (!signal.aborted) {
      try {
        const userId = await watchSessionEnd(slug, { onEnd: (reason) => this.#fail(reason), signal });
        return await followEvents(slug, this.url, {
          userId,
          signal,
          onEvent: (event, lastEventId) => this.#receive(event, lastEventId),
          onConnection: (state) => this.#connection(state),
          onRefusal: () => this.#fail(null),
        });
      } catch (error) {
        if (!(error instanceof KeyringError) || isFinalError(error)) return this.#fail(endOf(error));
        const { retryAfter } = error;
        await waitToReconnect(delay.after(0), retryAfter === null ? null : retryAfter * 1_000, signal);
      }
    }
  }

  #receive({ type, data }: StreamEvent, lastEventId: string): void {
    if (this.#state === 2) return;
    const { origin } = new URL(this.url);
    this.dispatchEvent(new MessageEvent(type, { data, origin, lastEventId }));
  }

  #connection(state: 'open' | 'lost'): void {
    if (this.#state === 2) return;
    this.#state = state === 'open' ? 1 : 0;
    this.dispatchEvent(new Event(state === 'open' ? 'open' : 'error'));
  }

  #fail(reason: SessionEnd | null): void {
    if (this.#state === 2) return;
    this.close();
    this.sessionEnd = reason;
    this.dispatchEvent(new Event('error'));
  }
}

function endOf(error: unknown): SessionEnd | null {
  const hasEnded = error instanceof KeyringError && error.code === 'authorization_required';
  return hasEnded ? endOfRefusal(error) : null;
}
