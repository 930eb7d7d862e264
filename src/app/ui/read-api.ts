import { type OrganizationSlug, orgFetch } from '../../client/index.ts';
import { readJson } from './problem.ts';

/** Longest wait for a response, ms: longer than the worker waits for a token, so that its own reason is shown. */
const READ_LIMIT = 30_000;

/**
 * Reads JSON from the API for an organization.
 *
 * @param signal gives the request up
 * @throws ProblemError when the API refused; `DOMException` `TimeoutError` when it has not responded within 30 s
 */
export async function readApi(slug: OrganizationSlug, path: string, signal?: AbortSignal): Promise<unknown> {
  const limit = AbortSignal.timeout(READ_LIMIT);
  const init = { signal: signal === undefined ? limit : AbortSignal.any([signal, limit]) };
  return readJson(await orgFetch(slug, path, init));
}
