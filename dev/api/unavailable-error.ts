/**
 * A dependency of this API is not reachable: the key set or the directory of organizations. The response is 503 with
 * `Retry-After`, never 401, because no session must end because of it.
 */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError';
  /** Retry delay in seconds. */
  readonly retryAfter: number;

  constructor(message: string, { cause, retryAfter = 2 }: { cause?: unknown; retryAfter?: number } = {}) {
    super(message, { cause });
    this.retryAfter = retryAfter;
  }
}
