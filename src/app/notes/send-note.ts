import { type OrganizationSlug, orgFetch, type RequestOwner } from '../../client/index.ts';
import { asProblem, type ProblemError, readJson } from '../ui/problem.ts';

/** What became of an attempt to send a note. */
export type SendOutcome =
  /** The API has it. */
  | { readonly type: 'sent'; readonly note: unknown }
  /** The API will never take it as it is. */
  | { readonly type: 'refused'; readonly problem: ProblemError }
  /**
   * It is unknown whether the API has it; the same key again is safe. `isBlocked`: only a sign-in helps. `retryAfter`:
   * how long the server asks to wait, ms.
   */
  | { readonly type: 'later'; readonly isBlocked: boolean; readonly retryAfter: number | null };

/** Longest wait for an answer, ms; the key makes the next attempt harmless. */
const TIMEOUT = 30_000;
/** Refusals that say nothing against the note: no session, too slow, too early, too many. */
const PASSING = new Set([401, 408, 425, 429]);

/**
 * Sends a note that was queued, in the session of the one who wrote it and in no other.
 *
 * @param key the `Idempotency-Key` of this note, the same at every attempt
 */
export async function sendNote(
  slug: OrganizationSlug,
  owner: RequestOwner,
  { key, text }: { readonly key: string; readonly text: string },
): Promise<SendOutcome> {
  try {
    const init = {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
      body: JSON.stringify({ text }),
      signal: AbortSignal.timeout(TIMEOUT),
    };
    const response = await orgFetch(slug, '/api/notes', init, { owner });
    // The page of a proxy is no answer of the API, whatever its status.
    if (response.ok) return { type: 'sent', note: await readJson(response) };
    const problem = await readJson(response).then(asProblem, asProblem);
    const { retryAfter } = problem;
    const isClientError = response.status >= 400 && response.status < 500;
    // Any refusal with a `Retry-After` is a temporary one, such as 413 (RFC 9110 §15.5.14).
    if (isClientError && !PASSING.has(response.status) && retryAfter === null)
      return { type: 'refused', problem };
    return { type: 'later', isBlocked: response.status === 401, retryAfter };
  } catch {
    return { type: 'later', isBlocked: false, retryAfter: null };
  }
}
