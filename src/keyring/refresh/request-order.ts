import type { Credential } from '../session/credential.ts';

/**
 * Which organization a turn of a credential requests next. Requests without a result are repeated first, because the
 * provider returns the same tokens again for a while after it used a refresh token, and only for the same request.
 */
export class RequestOrder {
  readonly #target: string;
  /** Organizations whose request had no usable response, and those for which the refresh token was not accepted. */
  readonly #silent = new Set<string>();
  readonly #rejected = new Set<string>();
  /** The request for the credential's own organization, which a turn sends once before it gives the credential up. */
  #lastRequest: 'unused' | 'due' | 'used' = 'unused';

  /** @param target the organization that the turn is for */
  constructor(target: string) {
    this.#target = target;
  }

  /**
   * At most one repeated request may stay without a response before the organization of this turn has its own.
   *
   * @param isSettled whether the organization of the turn has its result, so only repetitions are left
   * @returns the organization to request; `undefined`: none in this turn
   */
  next({ unanswered, organizationId }: Credential, isSettled: boolean): string | undefined {
    if (this.#lastRequest === 'due') {
      this.#lastRequest = 'used';
      return organizationId;
    }
    const isOpen = (id: string): boolean => !this.#silent.has(id) && !this.#rejected.has(id);
    const repeated = this.#silent.size === 0 ? unanswered.find(isOpen) : undefined;
    if (repeated !== undefined) return repeated;
    return !isSettled && isOpen(this.#target) ? this.#target : undefined;
  }

  /** Records a request without a usable response. It is not repeated in this turn. */
  addSilent(organizationId: string): void {
    this.#silent.add(organizationId);
  }

  /**
   * Records that the refresh token was not accepted. It may have been used by one of the requests that had no result. If
   * that one was refused for its organization, the provider repeats what it issued only for the credential's own
   * organization.
   *
   * @param isRepeated whether the refresh token was sent before without a result
   * @returns whether no request is left that may be accepted
   */
  addRejected(organizationId: string, credential: Credential, isRepeated: boolean): boolean {
    this.#rejected.add(organizationId);
    if (!credential.unanswered.every((id) => this.#rejected.has(id))) return false;
    if (!isRepeated || this.#rejected.has(credential.organizationId) || this.#lastRequest !== 'unused')
      return true;
    this.#lastRequest = 'due';
    return false;
  }

  /** Starts again with another refresh token: it was rejected nowhere. */
  clearRejected(): void {
    this.#rejected.clear();
  }

  /** Starts again with what another worker has stored. */
  clear(): void {
    this.#silent.clear();
    this.#rejected.clear();
  }
}
