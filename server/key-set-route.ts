import type { ServerObserver } from './observe/server-event.ts';
import { readLimitedText } from './read-limited-text.ts';

/** The source of the key set. */
export interface KeySetRouteParts {
  readonly authKitJwksUri: string;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly log: (message: string) => void;
  readonly observe: ServerObserver;
}

/** ms */
const TIMEOUT = 10_000;
/** Longest key set, characters: the worker reads no longer one (R27). */
const LIMIT = 256 * 1024;

/** Serves AuthKit's key set on the app's origin. */
export function createKeySetRoute(parts: KeySetRouteParts): (request: Request) => Promise<Response> {
  const { authKitJwksUri, fetch, log, observe } = parts;
  return async ({ signal }) => {
    const keySet = await fetch(authKitJwksUri, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]),
    })
      .then(async (response) => (response.ok && (await readLimitedText(response, LIMIT))) || response.status)
      .catch(() => undefined);
    observe({ type: 'key_set', outcome: typeof keySet === 'string' ? 'served' : 'failed' });
    if (typeof keySet === 'string')
      return new Response(keySet, {
        headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
      });
    const reason = keySet === undefined ? 'did not respond' : `responded with ${keySet}`;
    if (!signal.aborted)
      log(`authKitJwksUri: ${authKitJwksUri} ${reason}. Correct the URL, or check the server's network.`);
    return Response.json(
      { error: 'temporarily_unavailable' },
      { status: 502, headers: { 'Cache-Control': 'no-store' } },
    );
  };
}
