import { KeyringError, ParseError, retryAfterOf } from '../../client/index.ts';
import { attempt, parseNullable, parseRecord, parseString } from '../../protocol/parse.ts';

/** A failed request as a problem (RFC 9457). `code` is stable, for programs. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: string;
  /** The wait that the server requested (`Retry-After`), ms; null if there is none. */
  readonly retryAfter: number | null;

  constructor(code: string, message: string, retryAfter: number | null = null) {
    super(message);
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

/**
 * Reads an API's response.
 *
 * @throws ProblemError if the response is an error or is not JSON; `DOMException` or `TypeError` if a success ends too early
 */
export async function readJson(response: Response): Promise<unknown> {
  const body: unknown = await response.json().catch((error: unknown) => {
    // Not the end of a response that stopped on its way: that is a matter of time or of the network.
    if (response.ok && !(error instanceof SyntaxError)) throw error;
  });
  if (response.ok && body !== undefined) return body;
  const problem = attempt(() => parseRecord(body, 'problem')) ?? {};
  const code = attempt(() => parseString(problem.code, 'code', 64)) ?? 'unexpected_response';
  const detail = attempt(() => parseNullable(problem.detail, (text) => parseString(text, 'detail', 500)));
  // While offline the worker itself sets `Retry-After`, but a request can be sent as soon as the network is back.
  const retryAfter = code === 'offline' ? null : retryAfterOf(response);
  throw new ProblemError(code, detail ?? `The server responded with status ${response.status}.`, retryAfter);
}

/**
 * Reads the response to a request that returns nothing (204). Any other success is not the API's, but for example the sign-in
 * page of a public network.
 *
 * @throws ProblemError if the API has not confirmed the request
 */
export async function readNoContent(response: Response): Promise<void> {
  if (response.status === 204) return;
  await readJson(response);
  throw new ProblemError('unexpected_response', 'The server sent an unexpected response.');
}

/** Converts an error of a request into a problem. */
export function asProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof KeyringError) return new ProblemError(error.code, error.message);
  // A parser's message is for developers, so the app must not show it.
  if (error instanceof ParseError)
    return new ProblemError('unexpected_response', 'The server sent an unexpected response.');
  if (error instanceof DOMException && error.name === 'TimeoutError')
    return new ProblemError('deadline_exceeded', 'The server did not respond in time.');
  if (error instanceof DOMException && error.name === 'QuotaExceededError')
    return new ProblemError('storage_full', 'The storage of this tab is full.');
  return new ProblemError(navigator.onLine ? 'network' : 'offline', 'The request did not reach the server.');
}

const WORDS: ReadonlyMap<string, string> = new Map([
  ['authorization_required', 'Your session has ended. Sign in again to continue.'],
  ['invalid_token', 'The server did not accept your session. Try again in a moment.'],
  ['organization_unknown', 'The server does not know this organization.'],
  ['offline', 'You are offline. Nothing is lost. Try again when you are online.'],
  ['network', 'The server is not reachable right now.'],
  ['temporarily_unavailable', 'The service is temporarily unavailable. Nothing is lost.'],
  ['storage_full', 'This tab can store nothing more. Close it, and continue in a new tab.'],
  ['rate_limited', 'The server is busy. Try again later.'],
  ['deadline_exceeded', 'This took too long. Try again.'],
  ['message_invalid', 'This page and its session worker have different versions. Reload the page.'],
  ['configuration_invalid', 'This app is not set up correctly. Tell its operator.'],
  ['api_not_listed', 'This app is not set up correctly. Tell its operator.'],
  ['controller_missing', 'The session worker is not running. Reload the page.'],
  ['unexpected_response', 'The server sent an unexpected response.'],
  ['internal_error', 'Something went wrong on the server.'],
  ['role_required', 'Only admins of this organization can do this.'],
  ['organization_invalid', 'An organization needs a name of 1 to 100 characters.'],
  ['organization_creation_unsupported', 'This server cannot create organizations.'],
  ['leaving_unsupported', 'This server cannot change memberships. Ask an administrator.'],
  ['note_forbidden', 'Only the author and admins can change this note.'],
  ['note_not_found', 'This note was deleted.'],
  ['note_invalid', 'A note has 1 to 2,000 characters.'],
  ['body_too_large', 'This note is too long.'],
  ['idempotency_key_reused', 'This note was already sent with a different text.'],
]);

/** The message for the user. */
export function problemWords({ code, message }: ProblemError): string {
  return WORDS.get(code) ?? message;
}

/** As {@link problemWords}, for a request that changes something: without its response the page does not know whether it did. */
export function changeWords(problem: ProblemError): string {
  if (problem.code === 'deadline_exceeded')
    return 'This took too long, and may have been done all the same. Try again.';
  return problemWords(problem);
}
