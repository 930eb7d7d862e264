import {
  attempt,
  KeyringError,
  ParseError,
  parseNullable,
  parseRecord,
  parseString,
  retryAfterOf,
} from '../../client/index.ts';

/** A request that did not give what was asked, in the words of RFC 9457: `code` is for programs. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: string;
  /** How long the server asks to wait before the next request, ms; null: it does not. */
  readonly retryAfter: number | null;

  constructor(code: string, message: string, retryAfter: number | null = null) {
    super(message);
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

/**
 * Reads an API's answer.
 *
 * @throws ProblemError when the answer is a refusal, or is not JSON
 */
export async function readJson(response: Response): Promise<unknown> {
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok && body !== undefined) return body;
  const problem = attempt(() => parseRecord(body, 'problem')) ?? {};
  const code = attempt(() => parseString(problem.code, 'code', 64)) ?? 'unexpected_answer';
  const detail = attempt(() => parseNullable(problem.detail, (text) => parseString(text, 'detail', 500)));
  // Without a network the worker names a time itself, which ends when the network is back.
  const retryAfter = code === 'offline' ? null : retryAfterOf(response);
  throw new ProblemError(code, detail ?? `The server answered ${response.status}.`, retryAfter);
}

/** Whatever was thrown while asking an API, as a problem. */
export function asProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof KeyringError) return new ProblemError(error.code, error.message);
  // A parser's message is for developers, and no place of the app may show it.
  if (error instanceof ParseError)
    return new ProblemError('unexpected_answer', 'The server answered with something unexpected.');
  if (error instanceof DOMException && error.name === 'TimeoutError')
    return new ProblemError('deadline_exceeded', 'The server did not respond in time.');
  return new ProblemError(navigator.onLine ? 'network' : 'offline', 'The request did not reach the server.');
}

const WORDS: ReadonlyMap<string, string> = new Map([
  ['authorization_required', 'Your session has ended. Sign in again to go on.'],
  ['invalid_token', 'The server did not accept your session. Try again in a moment.'],
  ['organization_unknown', 'The server does not know this organization.'],
  ['offline', 'You are offline. Nothing is lost; try again when you are connected.'],
  ['network', 'The server cannot be reached right now.'],
  ['temporarily_unavailable', 'The service is unavailable for a moment. Nothing is lost.'],
  ['rate_limited', 'The server asks for a pause. Try again later.'],
  ['deadline_exceeded', 'This took too long. Try again.'],
  ['message_invalid', 'This page and its session worker do not fit together. Reload the page.'],
  ['configuration_invalid', 'This app is not set up correctly. Please tell its operator.'],
  ['api_not_listed', 'This app is not set up correctly. Please tell its operator.'],
  ['controller_missing', 'The session worker is not running. Reload the page.'],
  ['unexpected_answer', 'The server answered with something unexpected.'],
  ['internal_error', 'Something went wrong on the server.'],
  ['note_invalid', 'A note has 1 to 2,000 characters.'],
  ['body_too_large', 'This note is too long.'],
  ['idempotency_key_reused', 'This note was already sent with another text.'],
]);

/** A problem in words for the person in front of it. */
export function problemWords({ code, message }: ProblemError): string {
  return WORDS.get(code) ?? message;
}
