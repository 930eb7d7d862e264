import type { AuthorizationRequest } from './authorization-request.ts';
import type { LogEntry } from './request-log.ts';
import { secret } from './secret.ts';

/** As long as a code would live: an abandoned sign-in page is no way back in tomorrow. */
const LIFETIME = 600_000;

/** An authorization that a person is in the middle of, over as many hosted pages as it takes. */
export interface AuthorizationTransaction {
  readonly id: string;
  readonly request: AuthorizationRequest;
  /** The query as it arrived, for the link that starts over with another account. */
  readonly query: string;
  readonly expiresAt: number;
  /** The log's line for the authorization request; it hears how the transaction ends. */
  readonly entry: LogEntry;
  /** The browser session that signed in on a page of this transaction: `prompt=login` and `max_age` are content with it. */
  signedInAs: string | undefined;
  /** Picked on a page. */
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

  /** One transaction ends in one redirect: going back and pressing the button again must not make a second code. */
  end(transaction: AuthorizationTransaction): void {
    this.#transactions.delete(transaction.id);
  }
}
