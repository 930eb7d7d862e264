import type { OrganizationSlug } from '../protocol/organization-slug.ts';
import { orgFetch } from './org-fetch.ts';

/** One server-sent event (HTML Living Standard §9.2). */
export interface StreamEvent {
  readonly type: string;
  readonly id: string;
  readonly data: string;
}

/** Pauses between two connections, ms: a stream that ends at once must not become a loop. */
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15_000;

/**
 * Follows a server-sent event stream of an organization until `signal` aborts. `EventSource` cannot be used behind a
 * worker: it cannot name an organization, never reconnects once the worker was stopped, and Chromium drops its
 * `Last-Event-ID`. This connects again, from the last event, whenever the stream ends or the worker goes.
 *
 * @param onEvent called for each event, in order
 * @param onOpen called at each connection: data that was loaded before may be older than the stream
 * @example
 * followEvents('acme', '/api/notes/stream', { signal, onEvent: ({ data }) => add(JSON.parse(data)) });
 */
export async function followEvents(
  slug: OrganizationSlug,
  url: string,
  options: { signal: AbortSignal; onEvent: (event: StreamEvent) => void; onOpen?: () => void },
): Promise<void> {
  const { signal, onEvent, onOpen } = options;
  let lastEventId = '';
  let pause = FIRST_PAUSE;
  while (!signal.aborted) {
    try {
      const headers: Record<string, string> = { Accept: 'text/event-stream' };
      if (lastEventId !== '') headers['Last-Event-ID'] = lastEventId;
      const response = await orgFetch(slug, url, { headers, signal });
      if (response.ok && response.body !== null) {
        onOpen?.();
        for await (const event of readEvents(response.body)) {
          pause = FIRST_PAUSE;
          lastEventId = event.id || lastEventId;
          onEvent(event);
        }
      }
    } catch {
      // The network, the worker or the server went away; whatever it was, the next connection tells.
    }
    if (signal.aborted) return;
    await waitToReconnect(pause, signal);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  }
}

async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let pending = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      pending += decoder.decode(value, { stream: true });
      const blocks = pending.split(/\r?\n\r?\n/);
      pending = blocks.pop() ?? '';
      for (const block of blocks) {
        const event = parseEventBlock(block);
        if (event !== undefined) yield event;
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

function parseEventBlock(block: string): StreamEvent | undefined {
  const fields = { event: 'message', id: '', data: [] as string[] };
  for (const line of block.split(/\r?\n/)) {
    const [, name, value = ''] = /^([^:]+)(?:: ?(.*))?$/.exec(line) ?? [];
    if (name === 'data') fields.data.push(value);
    if (name === 'event') fields.event = value;
    if (name === 'id') fields.id = value;
  }
  return fields.data.length === 0
    ? undefined
    : { type: fields.event, id: fields.id, data: fields.data.join('\n') };
}

/** Waits, but not longer than until the network is back or the page is looked at again. */
function waitToReconnect(pause: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      removeEventListener('online', done);
      document.removeEventListener('visibilitychange', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, pause * (0.5 + Math.random() / 2));
    addEventListener('online', done);
    document.addEventListener('visibilitychange', done);
    signal.addEventListener('abort', done);
  });
}
