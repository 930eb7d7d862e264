import { KEYRING_ERROR_CODES, KeyringError, type KeyringErrorCode } from '../protocol/errors.ts';
import { attempt, parseRecord } from '../protocol/parse.ts';
import { retryAfterOf } from './retry-after.ts';

/**
 * Statuses that may pass by themselves (RFC 9110 §15, RFC 6585 §4). An API's own 401 too: Firefox and WebKit send a request
 * past a worker that ends, without a token.
 */
const TRANSIENT = new Set([401, 408, 425, 429]);

/**
 * The error that a response stands for: with the worker's own code if the worker responded, else
 * `temporarily_unavailable` for a status that may pass, and `request_refused` for any other.
 */
export async function errorOfResponse(
  response: Response,
  slug: string,
  message: string,
): Promise<KeyringError> {
  const { status } = response;
  const problem = await readProblem(response);
  const code = KEYRING_ERROR_CODES.find((known) => known === problem.code);
  const fallback: KeyringErrorCode =
    status >= 500 || TRANSIENT.has(status) ? 'temporarily_unavailable' : 'request_refused';
  const wait = retryAfterOf(response);
  return new KeyringError(code ?? fallback, code === undefined ? message : `${problem.detail ?? message}`, {
    organizationSlug: slug,
    reason: typeof problem.reason === 'string' ? problem.reason : null,
    retryAfter: wait === null ? null : wait / 1_000,
  });
}

async function readProblem(response: Response): Promise<Readonly<Record<string, unknown>>> {
  const body: unknown = await response.json().catch(() => ({}));
  return attempt(() => parseRecord(body, 'problem')) ?? {};
}
