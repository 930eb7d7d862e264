import { type OrganizationKey, orgFetch, type RequestOwner } from '../../client/index.ts';
import { asProblem, type ProblemError, readJson } from '../ui/problem.ts';
import { parseNote } from './notes.ts';

/** The outcome of an attempt to send a note. */
export type SendOutcome =
  /** The API accepted the note. */
  | { readonly type: 'sent'; readonly note: unknown }
  /** The API rejected the note permanently. */
  | { readonly type: 'refused'; readonly problem: ProblemError }
  /**
   * It is unknown whether the API accepted the note. A retry with the same key is safe. `isBlocked`: the worker requires a
   * sign-in. `retryAfter`: the wait that the server requested, ms.
   */
  | { readonly type: 'later'; readonly isBlocked: boolean; readonly retryAfter: number | null };

/** Request timeout, ms. The idempotency key makes a retry safe. */
const TIMEOUT = 30_000;
/** Statuses that do not reject the note itself: no session, timeout, too early, too many requests. */
const PASSING = new Set([401, 408, 425, 429]);

/** The worker's own 401. Any other may pass: Firefox and WebKit send a request past a worker that ends, without a token. */
const BLOCKED = new Set([
  'authorization_required',
  'organization_unbound',
  'organization_unknown',
  'step_up_refused',
]);

/**
 * Sends a queued note, only in the session of the user who wrote it.
 *
 * @param key the `Idempotency-Key` of this note, the same for every attempt
 */
export async function sendNote(
  slug: OrganizationKey,
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
    // What a proxy sends is not a response of the API, whatever its status is: only the note shows that the API has it.
    if (response.ok) {
      const note = await readJson(response);
      parseNote(note);
      return { type: 'sent', note };
    }
    const problem = await readJson(response).then(asProblem, asProblem);
    const { retryAfter } = problem;
    const isClientError = response.status >= 400 && response.status < 500;
    // An error with `Retry-After` is temporary, for example 413 (RFC 9110 §15.5.14).
    if (isClientError && !PASSING.has(response.status) && retryAfter === null)
      return { type: 'refused', problem };
    return { type: 'later', isBlocked: response.status === 401 && BLOCKED.has(problem.code), retryAfter };
  } catch {
    return { type: 'later', isBlocked: false, retryAfter: null };
  }
}
