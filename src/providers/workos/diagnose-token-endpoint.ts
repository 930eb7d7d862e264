import { fetchText } from '../fetch-text.ts';

/** Longest wait for each of the two requests, ms: a user waits. */
const TIMEOUT = 2_000;
/** Largest response that is read, bytes. */
const LIMIT = 64 * 1024;

/**
 * Finds out whether a token request had no response because of CORS. A browser reports a missing CORS header in the
 * same way as a lost connection. So the endpoint gets an empty request, which carries no credential and has no effect:
 * first one whose response can be read only with CORS, then one whose response no script can read (Fetch standard,
 * "opaque filtered response"). Only the second gets through where CORS is missing.
 *
 * @returns whether the endpoint responds to this browser, but not with CORS
 */
export async function isBlockedByCors(fetch: typeof globalThis.fetch, endpoint: URL): Promise<boolean> {
  const init = { method: 'POST', body: '{}', credentials: 'omit', cache: 'no-store' } as const;
  const headers = { 'Content-Type': 'application/json', Accept: 'application/json' };
  const readable = new Request(endpoint, { ...init, headers });
  if ((await fetchText(fetch, readable, TIMEOUT, LIMIT)).type !== 'no-response') return false;
  const opaque = new Request(endpoint, { ...init, mode: 'no-cors' });
  return fetch(opaque, { signal: AbortSignal.timeout(TIMEOUT) }).then(
    () => true,
    () => false,
  );
}
