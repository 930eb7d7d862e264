import { STREAM_END_CHANNEL, STREAM_HEADER } from '../protocol/event-stream.ts';
import { parseRecord } from '../protocol/parse.ts';
import { orgFetch } from './org-fetch.ts';
import { parseStreamEvent, readEvents, type StreamEvent } from './read-events.ts';
import { withStreamSlot } from './stream-slots.ts';

/** What a follower of a stream wants. */
export interface FollowOptions {
  /** Who is signed in: tabs share a stream only within one person's session. */
  readonly userId: string;
  readonly signal: AbortSignal;
  /** Called for each event, in order. */
  readonly onEvent: (event: StreamEvent) => void;
  /**
   * Called whenever what was loaded before may be older than what is told: at each connection, and every 30 s while
   * there is none to be had, because other tabs have all of them.
   */
  readonly onCatchUp?: () => void;
}

/** Pauses between two connections, ms: a stream that ends at once must not become a loop. */
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15_000;
/** A connection that lived this long, ms, was no failure: Firefox cuts what a worker relays every half minute. */
const LONG_LIVED = LONGEST_PAUSE;

/** How often a tab that waits for a connection catches up, ms. */
const CATCH_UP_INTERVAL = 30_000;

/**
 * Follows a server-sent event stream of an organization until `signal` aborts.
 *
 * `EventSource` cannot be used behind a worker: it cannot name an organization, never reconnects once the worker was
 * stopped, and Chromium drops its `Last-Event-ID`. This connects again, from the last event, whenever the stream ends
 * or the worker goes. Tabs of one organization share one connection: browsers allow six to a host over HTTP/1.1, and a
 * few tabs with a stream each would leave none for anything else.
 *
 * @example
 * followEvents('acme', '/api/notes/stream', { userId, signal, onEvent: ({ data }) => add(JSON.parse(data)) });
 */
export async function followEvents(slug: string, url: string, options: FollowOptions): Promise<void> {
  const { userId, signal, onEvent, onCatchUp } = options;
  const name = `keyring-stream:${slug}:${userId}:${url}`;
  const channel = new BroadcastChannel(name);
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    const message = parseRecord(data, 'stream message');
    if (message.type === 'catch-up') onCatchUp?.();
    if (message.type === 'event') onEvent(parseStreamEvent(message.event));
  };
  const relay = {
    signal,
    onCatchUp: () => {
      onCatchUp?.();
      channel.postMessage({ type: 'catch-up' });
    },
    onEvent: (event: StreamEvent) => {
      onEvent(event);
      channel.postMessage({ type: 'event', event });
    },
  };
  let waiting: ReturnType<typeof setInterval> | undefined;
  try {
    // The tab that holds the lock keeps the connection for all; the next one takes over when it closes.
    await navigator.locks.request(name, { signal }, async () => {
      waiting = setInterval(relay.onCatchUp, CATCH_UP_INTERVAL);
      await withStreamSlot(signal, () => {
        clearInterval(waiting);
        return keepConnected(slug, url, relay);
      });
    });
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    clearInterval(waiting);
    channel.close();
  }
}

async function keepConnected(
  slug: string,
  url: string,
  relay: { signal: AbortSignal; onCatchUp: () => void; onEvent: (event: StreamEvent) => void },
): Promise<void> {
  const { signal } = relay;
  let lastEventId = '';
  let pause = FIRST_PAUSE;
  while (!signal.aborted) {
    const stream = crypto.randomUUID();
    const leave = (): void => leaveStream(stream);
    let openedAt: number | undefined;
    addEventListener('pagehide', leave);
    try {
      const headers: Record<string, string> = { Accept: 'text/event-stream', [STREAM_HEADER]: stream };
      if (lastEventId !== '') headers['Last-Event-ID'] = lastEventId;
      const response = await orgFetch(slug, url, { headers, signal });
      if (response.ok && response.body !== null) {
        openedAt = performance.now();
        relay.onCatchUp();
        for await (const event of readEvents(response.body)) {
          pause = FIRST_PAUSE;
          lastEventId = event.id || lastEventId;
          relay.onEvent(event);
        }
      }
    } catch {
      // The network, the worker or the server went away; whatever it was, the next connection tells.
    } finally {
      removeEventListener('pagehide', leave);
      leave();
    }
    if (signal.aborted) return;
    if (openedAt !== undefined && performance.now() - openedAt >= LONG_LIVED) pause = FIRST_PAUSE;
    await waitToReconnect(pause, signal);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  }
}

/** Tells the worker that nobody reads a stream any more: the abort of the page's own request does not. */
function leaveStream(name: string): void {
  const channel = new BroadcastChannel(STREAM_END_CHANNEL);
  channel.postMessage(name);
  channel.close();
}

/** Waits, but not longer than until the network is back or the page is looked at again. */
function waitToReconnect(pause: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      removeEventListener('online', done);
      document.removeEventListener('visibilitychange', onVisibility);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const onVisibility = (): void => {
      // A page that is left is hidden last of all; what it asks for then, Firefox sends past the worker.
      if (document.visibilityState === 'visible') done();
    };
    const timer = setTimeout(done, pause * (0.5 + Math.random() / 2));
    addEventListener('online', done);
    document.addEventListener('visibilitychange', onVisibility);
    signal.addEventListener('abort', done);
  });
}
