import { REQUEST_END_CHANNEL, REQUEST_NAME_HEADER } from '../protocol/page-requests.ts';

/** Made with the first request: an address without HTTPS, which can import this module, has no `randomUUID`. */
let page = '';
/** Requests with the same signal end together, so they share a name. */
const names = new WeakMap<AbortSignal, string>();
let count = 0;

/**
 * Names a request, so that the worker ends it when its signal aborts or the page is closed. The server then sees that the
 * connection is closed, as it does without a worker.
 */
export function nameRequest(headers: Headers, signal: AbortSignal | null | undefined): void {
  if (page === '') {
    page = `${crypto.randomUUID()}/`;
    // A page in the back/forward cache may come back and read its responses.
    globalThis.addEventListener?.('pagehide', ({ persisted }) => {
      if (!persisted) endRequests(page);
    });
  }
  headers.set(REQUEST_NAME_HEADER, signal ? nameOf(signal) : `${page}0`);
}

function nameOf(signal: AbortSignal): string {
  const known = names.get(signal);
  if (known !== undefined) return known;
  count += 1;
  const name = `${page}${count}`;
  names.set(signal, name);
  signal.addEventListener('abort', () => endRequests(name), { once: true });
  return name;
}

function endRequests(name: string): void {
  const channel = new BroadcastChannel(REQUEST_END_CHANNEL);
  channel.postMessage(name);
  channel.close();
}
