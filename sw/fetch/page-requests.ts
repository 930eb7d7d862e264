import { REQUEST_END_CHANNEL, REQUEST_NAME_HEADER } from '../../src/protocol/page-requests.ts';
import { followChannel } from './follow-channel.ts';

/** Largest number of names that are remembered: far more than pages have requests in progress. */
const NAMED_LIMIT = 1_000;
const NAME_LIMIT = 100;

/**
 * Ends requests to APIs that their page no longer wants, so that the server stops its work. The page names its requests
 * and reports an abort or its end, because browsers tell a worker neither.
 */
export class PageRequests {
  readonly #named = new Map<string, AbortController>();
  readonly #listen = followChannel(REQUEST_END_CHANNEL, (ended) => this.#end(ended));

  /** The signal that ends a request; `undefined` for a request without a name, which nothing ends. */
  endOf(request: Request): AbortSignal | undefined {
    const name = request.headers.get(REQUEST_NAME_HEADER);
    if (name === null || name.length > NAME_LIMIT) return undefined;
    this.#listen();
    const end = this.#named.get(name) ?? new AbortController();
    // The most recent is the last, and a page that crashed never reports its end.
    this.#named.delete(name);
    this.#named.set(name, end);
    const [oldest] = this.#named.keys();
    if (this.#named.size > NAMED_LIMIT && oldest !== undefined) this.#named.delete(oldest);
    return end.signal;
  }

  #end(ended: string): void {
    for (const [name, end] of this.#named) {
      if (name !== ended && !(ended.endsWith('/') && name.startsWith(ended))) continue;
      this.#named.delete(name);
      end.abort();
    }
  }
}
