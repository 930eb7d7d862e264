import { readLimitedText } from '../server/read-limited-text.ts';

/** Longest read, ms. */
const TIMEOUT = 10_000;
/** Longest document, characters: no worker reads a longer key set (R27). */
const LIMIT = 256 * 1024;

/**
 * Wraps `fetch` for public documents: calls for a URL that come during a read of it share that read, so that a flood of
 * requests to this server is no flood to another one. Nothing is kept after the read, because a worker that gets an old key
 * set reads it again only after a minute (R25).
 *
 * Only for a server whose requests share one process: in a Cloudflare Worker a request cannot wait for a read of another one.
 */
export function shareReads(read: typeof fetch = fetch): typeof fetch {
  const reading = new Map<string, Promise<{ readonly status: number; readonly text: string }>>();
  const start = async (url: string) => {
    try {
      // The caller that came first may leave before the others.
      const response = await read(url, { signal: AbortSignal.timeout(TIMEOUT) });
      const text = await readLimitedText(response, LIMIT);
      return text === undefined ? { status: 502, text: '' } : { status: response.status, text };
    } finally {
      reading.delete(url);
    }
  };
  return async (input) => {
    const url = input instanceof Request ? input.url : String(input);
    const shared = reading.get(url) ?? start(url);
    reading.set(url, shared);
    const { status, text } = await shared;
    return new Response(text, { status });
  };
}
