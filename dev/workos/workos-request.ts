import { attempt, parseRecord } from '../../src/protocol/parse.ts';
import { UnavailableError } from '../api/unavailable-error.ts';
import { SlugTakenError } from '../organization-directory.ts';

/** The options of the API client. */
export interface WorkosApiOptions {
  readonly apiKey: string;
  readonly apiOrigin: string;
  readonly fetch: typeof fetch;
}

/** Milliseconds. */
const TIMEOUT = 5_000;
/** After a failure that says no other time, and the longest time that is followed, s. */
const RETRY_DELAY = 2;
const LONGEST_RETRY_DELAY = 60;

/** Sends a request to the API. @returns the body, or `undefined` if there is none, or no such record */
export type SendToWorkos = (path: string, init?: Pick<RequestInit, 'method' | 'body'>) => Promise<unknown>;

/**
 * Creates the function that sends requests.
 *
 * @throws {@link UnavailableError} for temporary failures; {@link SlugTakenError}; an ordinary error, which never contains
 *   the key, for failures that an operator must fix
 */
export function createSender({ apiKey, apiOrigin, fetch }: WorkosApiOptions): SendToWorkos {
  return async (path, init = {}) => {
    const url = new URL(path, apiOrigin);
    const unavailable = (cause: unknown, retryAfter = RETRY_DELAY) =>
      new UnavailableError('WorkOS is not reachable.', { cause, retryAfter });
    const response = await fetch(url, {
      ...init,
      headers: {
        Authorization: `Bearer ${apiKey}`,
        Accept: 'application/json',
        ...(init.body !== undefined && { 'Content-Type': 'application/json' }),
      },
      // The key is sent only to this origin.
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT),
    }).catch((cause: unknown) => {
      throw unavailable(cause);
    });
    if (response.status === 404 || response.status === 204) return undefined;
    if (response.status === 408 || response.status === 429 || response.status >= 500) {
      throw unavailable(`WorkOS returned ${response.status}.`, retryAfterOf(response));
    }
    if (response.status === 400 && (await codeOf(response)) === 'external_id_already_used')
      throw new SlugTakenError();
    if (!response.ok)
      throw new Error(`WorkOS refused ${url.pathname} with ${response.status}: is WORKOS_API_KEY right?`);
    if (init.method === 'DELETE') return undefined;
    return response.json().catch((cause: unknown) => {
      throw unavailable(cause);
    });
  };
}

/** `Retry-After` in seconds (RFC 9110 §10.2.3). A date is ignored. */
function retryAfterOf({ headers }: Response): number {
  const seconds = Number(headers.get('Retry-After') ?? Number.NaN);
  return seconds > RETRY_DELAY ? Math.min(seconds, LONGEST_RETRY_DELAY) : RETRY_DELAY;
}

/** The `code` of an error. `undefined`: it has none. */
async function codeOf(response: Response): Promise<unknown> {
  const body: unknown = await response.json().catch(() => undefined);
  return attempt(() => parseRecord(body, 'error'))?.code;
}
