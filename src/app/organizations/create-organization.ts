import { type OrganizationKey, orgFetch, ParseError, parseOrganizationSlug } from '../../client/index.ts';
import { parseRecord } from '../../protocol/parse.ts';
import { readJson, readNoContent } from '../ui/problem.ts';

/** Request timeout, ms. It is longer than the worker waits for a token. */
const LIMIT = 30_000;

/**
 * Creates an organization, of which the user is an admin.
 *
 * @param slug an organization of the user, whose session sends the request; null: the session without an organization
 * @param key the `Idempotency-Key`: a repeated request with the same key creates no second organization
 * @returns the slug of the new one
 * @throws ProblemError if the API refuses the name or does not respond as expected
 */
export async function createOrganization(
  slug: OrganizationKey | null,
  name: string,
  key: string,
): Promise<OrganizationKey> {
  const response = await orgFetch(slug, '/api/organizations', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
    body: JSON.stringify({ name }),
    signal: AbortSignal.timeout(LIMIT),
  });
  const created = parseOrganizationSlug(parseRecord(await readJson(response), 'organization').slug);
  if (created === undefined) throw new ParseError('slug must be an organization slug');
  return created;
}

/** Ends the user's membership of an organization. @throws ProblemError if the API refuses it */
export async function leaveOrganization(slug: OrganizationKey): Promise<void> {
  const signal = AbortSignal.timeout(LIMIT);
  const response = await orgFetch(slug, '/api/me/membership', { method: 'DELETE', signal });
  await readNoContent(response);
}
