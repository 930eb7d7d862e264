/**
 * Something that this API depends on cannot be reached now: the keys, or the directory of organizations.
 * It is answered with 503 and `Retry-After`, never with 401: nobody may lose a session over it.
 */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError';
  /** Seconds after which a retry makes sense. */
  readonly retryAfter: number;

  constructor(message: string, { cause, retryAfter = 2 }: { cause?: unknown; retryAfter?: number } = {}) {
    super(message, { cause });
    this.retryAfter = retryAfter;
  }
}
