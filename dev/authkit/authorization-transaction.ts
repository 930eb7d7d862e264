import type { AuthorizationRequest } from './authorization-request.ts';
import type { LogEntry } from './request-log.ts';
import { secret } from './secret.ts';

/** The lifetime of a code, so that an abandoned sign-in page expires soon. */
const LIFETIME = 600_000;

/** A pending authorization, which may take several hosted pages. */
export interface AuthorizationTransaction {
  readonly id: string;
  readonly request: AuthorizationRequest;
  /** The original query, for the link that starts over with another account. */
  readonly query: string;
  readonly expiresAt: number;
  /** The log entry of the authorization request. It gets the outcome of the transaction. */
  readonly entry: LogEntry;
  /** The browser session that signed in on a page of this transaction. It satisfies `prompt=login` and `max_age`. */
  signedInAs: string | undefined;
  /** The organization that the user selected on a page. */
  organizationId: string | undefined;
}

export class AuthorizationTransactions {
  readonly #transactions = new Map<string, AuthorizationTransaction>();

  begin(
    request: AuthorizationRequest,
    query: string,
    entry: LogEntry,
    now: number,
  ): AuthorizationTransaction {
    const transaction: AuthorizationTransaction = {
      id: secret(),
      request,
      query,
      entry,
      expiresAt: now + LIFETIME,
      signedInAs: undefined,
      organizationId: request.organizationId,
    };
    this.#transactions.set(transaction.id, transaction);
    return transaction;
  }

  get(id: string, now: number): AuthorizationTransaction | undefined {
    const transaction = this.#transactions.get(id);
    return transaction && now < transaction.expiresAt ? transaction : undefined;
  }

  all(): readonly AuthorizationTransaction[] {
    return [...this.#transactions.values()];
  }

  /** Adds a transaction of an earlier process. */
  restore(transaction: AuthorizationTransaction): void {
    this.#transactions.set(transaction.id, transaction);
  }

  /** A transaction ends with one redirect. Going back and submitting the form again must not create a second code. */
  end(transaction: AuthorizationTransaction): void {
    this.#transactions.delete(transaction.id);
  }
}
