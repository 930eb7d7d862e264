/** The base of all errors of this entry. */
export class AuthKitError extends Error {}

/** What is known of a refresh that failed. */
export interface RefreshErrorOptions {
  readonly cause?: unknown;
  /** HTTP status, if the failure was an HTTP error. The worker makes the request, so a page does not know it. */
  readonly status?: number | undefined;
  /** Stable code: that of the `KeyringError`. */
  readonly error?: string | undefined;
  /** Whether the session is kept and the call may be repeated. */
  readonly isTransient?: boolean | undefined;
}

/** A refresh failed. */
export class RefreshError extends AuthKitError {
  override readonly name: string = 'RefreshError';
  readonly status?: number;
  readonly error?: string;
  readonly isTransient: boolean;

  constructor(message?: string, { cause, status, error, isTransient = false }: RefreshErrorOptions = {}) {
    super(message, cause === undefined || cause === null ? undefined : { cause });
    if (status !== undefined) this.status = status;
    if (error !== undefined) this.error = error;
    this.isTransient = isTransient;
  }
}

/** A refresh took too long. */
export class RefreshTimeoutError extends RefreshError {
  override readonly name = 'RefreshTimeoutError';

  constructor(message = 'The refresh of the session took too long.', { cause }: { cause?: unknown } = {}) {
    super(message, { cause, isTransient: true });
  }
}

/** There is no session that can be used: the user has to sign in. */
export class LoginRequiredError extends AuthKitError {
  override readonly message: string = 'There is no session for this organization. Sign in first.';
}

/** `signOut()` was called without a session. */
export class NoSessionError extends AuthKitError {
  override readonly message =
    'SignOut() called without an active session. Provide a returnTo URL to redirect anyway.';
}
