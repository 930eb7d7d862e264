import { STREAM_END_CHANNEL, STREAM_HEADER } from '../protocol/event-stream.ts';
import { parseString } from '../protocol/parse.ts';
import { orgFetch } from './org-fetch.ts';
import { readEvents } from './read-events.ts';
import { waitToReconnect } from './reconnect-delay.ts';
import { retryAfterOf } from './retry-after.ts';
import { SharedStream } from './shared-stream.ts';
import type { StreamEvent } from './stream-item.ts';
import { withStreamSlot } from './stream-slots.ts';

/** How a stream is followed. */
export interface FollowOptions {
  /** Id of the signed-in user: tabs share a stream only within one user's session, and no other session continues it. */
  readonly userId: string;
  readonly signal: AbortSignal;
  /** Called for each event, in order. `lastEventId` is its own id, or that of the last block before it that has one. */
  readonly onEvent: (event: StreamEvent, lastEventId: string) => void;
  /**
   * Load the data again when this is called, because events may have been missed: at each connection, and every 30 s
   * while this tab has no connection because other tabs have all of them, or because the tab that has it does not respond.
   */
  readonly onCatchUp?: (() => void) | undefined;
  /** Called when the connection, of this tab or of another one, is open, and when an open one is lost. */
  readonly onConnection?: ((state: 'open' | 'lost') => void) | undefined;
  /**
   * Called for a response that is no event stream and will not become one by itself: a status such as 204 or 404, or
   * another content type. Default: it is requested again, after growing pauses.
   */
  readonly onRefusal?: ((response: Response) => void) | undefined;
}

/** Pauses between two connections, ms: a stream that ends at once must not become a loop. */
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15_000;
/** The longest after a connection that brought an event, ms: as browsers wait for an `EventSource`. */
const LONGEST_AFTER_EVENT = 3_000;
/** A connection that lasted this long, ms, was no failure: Firefox cuts what a worker relays every half minute. */
const LONG_LIVED = LONGEST_PAUSE;
/** Longest pause that a server can set with `retry:`, ms. */
const RETRY_LIMIT = 5 * 60_000;

/** How often a tab that waits for a connection catches up, ms. */
const CATCH_UP_INTERVAL = 30_000;

/**
 * Follows a server-sent event stream of an organization until `signal` aborts.
 *
 * `EventSource` cannot be used with the worker: it cannot name an organization, does not reconnect after the browser
 * stopped the worker, and in Chromium drops its `Last-Event-ID`. `followEvents` reconnects from the last event whenever
 * the stream ends or the worker stops, and not before a `Retry-After` of the server has passed.
 *
 * Tabs of one organization share one connection, because browsers allow six to a host over HTTP/1.1. Each tab gets each
 * event once, by its `id`, also if the server replays it after a reconnection or another tab takes the connection
 * over. An id therefore has to name one event of the stream. Events without an id cannot be recognised.
 *
 * @param url a URL of an API on the allow-list that responds with `text/event-stream`
 * @throws ParseError if `userId` is missing
 * @example
 * followEvents('acme', '/api/notes/stream', { userId, signal, onEvent: ({ data }) => add(JSON.parse(data)) });
 */
export async function followEvents(slug: string, url: string, options: FollowOptions): Promise<void> {
  const { signal } = options;
  // Without a user each connection would be refused, again and again.
  const userId = parseString(options.userId, 'userId');
  const name = `keyring-stream:${slug}:${userId}:${url}`;
  const shared = new SharedStream(name, options);
  const waiting = setInterval(() => shared.catchUpAlone(), CATCH_UP_INTERVAL);
  try {
    // The tab that holds the lock keeps the connection for all; the next one takes over when it closes.
    await navigator.locks.request(name, { signal }, () =>
      withStreamSlot(signal, () => {
        clearInterval(waiting);
        return keepConnected(slug, url, shared, options);
      }),
    );
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    clearInterval(waiting);
    shared.close();
  }
}

async function keepConnected(
  slug: string,
  url: string,
  shared: SharedStream,
  options: FollowOptions,
): Promise<void> {
  const { signal } = options;
  shared.connected();
  let pause = FIRST_PAUSE;
  let retryDelay = 0;
  if (shared.pause > 0) await waitToReconnect(0, shared.pause, signal);
  while (!signal.aborted) {
    const stream = crypto.randomUUID();
    const leave = (): void => leaveStream(stream);
    let openedAt: number | undefined;
    let retryAfter: number | null = null;
    addEventListener('pagehide', leave);
    try {
      const headers: Record<string, string> = { Accept: 'text/event-stream', [STREAM_HEADER]: stream };
      if (shared.lastEventId !== '') headers['Last-Event-ID'] = shared.lastEventId;
      const owner = { userId: options.userId };
      const response = await orgFetch(slug, url, { headers, signal }, { owner });
      if (options.onRefusal !== undefined && isFinalRefusal(response)) {
        await response.body?.cancel();
        options.onRefusal(response);
      } else if (response.ok && response.body !== null) {
        openedAt = performance.now();
        shared.connection('open');
        shared.catchUp();
        for await (const item of readEvents(response.body)) {
          if (signal.aborted) return;
          if (item.type === 'retry') retryDelay = Math.min(item.delay, RETRY_LIMIT);
          else if (item.type === 'position') shared.position(item.lastEventId);
          else {
            pause = Math.min(pause, LONGEST_AFTER_EVENT);
            shared.event(item.event);
          }
        }
      } else retryAfter = retryAfterOf(response);
    } catch {
      // The network, the worker or the server failed. The next connection shows whether it works again.
    } finally {
      removeEventListener('pagehide', leave);
      leave();
      if (openedAt !== undefined) shared.connection('lost');
    }
    if (signal.aborted) return;
    if (openedAt !== undefined && performance.now() - openedAt >= LONG_LIVED) pause = FIRST_PAUSE;
    const ownPause = Math.max(pause * (0.5 + Math.random() / 2), retryDelay);
    if (retryAfter !== null) shared.pauseFor(retryAfter);
    await waitToReconnect(ownPause, retryAfter, signal);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  }
}

/** Whether the same request would be refused again: no event stream, or a status that does not pass by itself. */
function isFinalRefusal({ status, headers }: Response): boolean {
  if (status === 200) return !/^text\/event-stream\b/i.test(headers.get('Content-Type') ?? '');
  // A worker's 401 may end with the next sign-in, and the session's end is reported on its own.
  return status < 500 && ![401, 408, 425, 429].includes(status);
}

/** Tells the worker that no page reads the stream any more: the abort of the page's own request does not tell it. */
function leaveStream(name: string): void {
  const channel = new BroadcastChannel(STREAM_END_CHANNEL);
  channel.postMessage(name);
  channel.close();
}
