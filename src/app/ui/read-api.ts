import { type OrganizationKey, orgFetch } from '../../client/index.ts';
import { readJson } from './problem.ts';

/** Request timeout, ms. It is longer than the worker waits for a token, so that the worker's error is shown. */
const READ_LIMIT = 30_000;

/**
 * Reads JSON from the API for an organization.
 *
 * @param slug null: with the session without an organization
 * @param signal aborts the request
 * @throws ProblemError if the API responds with an error; `DOMException` `TimeoutError` if it does not respond within
 *   30 s
 */
export async function readApi(
  slug: OrganizationKey | null,
  path: string,
  signal?: AbortSignal,
): Promise<unknown> {
  const limit = AbortSignal.timeout(READ_LIMIT);
  const init = { signal: signal === undefined ? limit : AbortSignal.any([signal, limit]) };
  return readJson(await orgFetch(slug, path, init));
}
