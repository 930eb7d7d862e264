import type { AuthorizationReason } from '../../protocol/session-status.ts';
import { WITHOUT_ORGANIZATION } from '../../protocol/without-organization.ts';
import type { Platform } from '../ports/platform.ts';
import type { IdentityProvider, TokenResponse } from '../ports/provider.ts';
import { checkGrant } from '../session/grant.ts';
import type { Grant } from '../session/session.ts';
import type { SessionChanges } from '../session/session-changes.ts';
import type { AuthenticationBudget } from '../timing/authentication-budget.ts';
import { Deadline } from '../timing/deadline.ts';
import { planRetry, REQUEST_TIMEOUT, RETRY_BUDGET } from '../timing/retry.ts';
import type { Flow } from './flow.ts';

/** A verified grant. `organizationId`: `WITHOUT_ORGANIZATION` if the user belongs to no organization. */
export interface AcceptedCode {
  readonly type: 'accepted';
  readonly grant: Grant;
  readonly organizationId: string;
}

/** The result of a code exchange. */
export type ExchangedCode =
  | AcceptedCode
  | { readonly type: 'failed'; readonly reason: AuthorizationReason }
  /** The provider may have used the code, and its response is lost. Another sign-in brings another code. */
  | { readonly type: 'interrupted' };

const FAILED: ExchangedCode = { type: 'failed', reason: 'authorization_failed' };
const INTERRUPTED: ExchangedCode = { type: 'interrupted' };

/** How often a device without a connection is checked again, ms. */
const CONNECTION_CHECK_INTERVAL = 1_000;

/** Longest wait for a key set after the tokens arrived, ms: the user sees an empty page meanwhile. */
const KEY_SET_PATIENCE = 6_000;

/** What a code exchange needs. */
export interface CodeExchangeParts {
  readonly provider: IdentityProvider;
  readonly platform: Platform;
  readonly changes: SessionChanges;
  readonly budget: AuthenticationBudget;
}

/** Exchanges authorization codes for verified grants (RFC 6749 §4.1.3). */
export class CodeExchange {
  readonly #parts: CodeExchangeParts;

  constructor(parts: CodeExchangeParts) {
    this.#parts = parts;
  }

  /**
   * Exchanges a code and verifies the response. A client must not use a code twice (RFC 6749 §4.1.2), so it is sent
   * again only when the provider stated that it did not process the request, or when the device reported no network and
   * the request most likely never left it. A response that cannot be verified yet is kept until the key set can be read.
   * Requests, delays and the read of the key set together end within {@link RETRY_BUDGET}.
   */
  async exchange(code: string, flow: Flow): Promise<ExchangedCode> {
    let deadline = new Deadline(this.#parts.platform, RETRY_BUDGET);
    let response: TokenResponse | undefined;
    let isSent = false;
    for (let attempt = 0; ; attempt += 1) {
      let retryAfter: number | null = null;
      if (response === undefined) {
        const saidOffline = !this.#parts.platform.isOnline();
        await this.#parts.budget.spend('waiting');
        const timeout = Math.min(REQUEST_TIMEOUT, deadline.remaining);
        const outcome = await this.#parts.provider.exchangeCode(code, flow.codeVerifier, timeout);
        if (outcome.type === 'granted') {
          response = outcome.response;
          deadline = new Deadline(this.#parts.platform, Math.min(KEY_SET_PATIENCE, deadline.remaining));
        } else if (outcome.type === 'terminal') return refusal(outcome.reason, isSent);
        else if (outcome.cause === 'deferred') retryAfter = outcome.retryAfter;
        else if (outcome.cause === 'refused') return FAILED;
        else if (outcome.cause !== 'no-response') return INTERRUPTED;
        else {
          // The page needs a network to sign in again, so it goes on when there is one.
          const isConnected = await this.#isConnected(deadline);
          if (!saidOffline || !isConnected) return INTERRUPTED;
          isSent = true;
          continue;
        }
        isSent = true;
      }
      const checked = response && (await this.#check(response, flow, deadline));
      if (checked !== undefined && checked.type !== 'unchecked') return checked;
      const { retryDelay } = planRetry(attempt, 'waiting', this.#parts.platform.random(), retryAfter);
      if (retryDelay === null || retryDelay >= deadline.remaining) return FAILED;
      await this.#parts.platform.delay(retryDelay);
    }
  }

  /**
   * Waits until the device reports a network, at least {@link CONNECTION_CHECK_INTERVAL}.
   *
   * @returns whether it did in time
   */
  async #isConnected(deadline: Deadline): Promise<boolean> {
    const interval = CONNECTION_CHECK_INTERVAL;
    for (let waited = 0; waited < RETRY_BUDGET && deadline.remaining > 0; waited += interval) {
      await this.#parts.platform.delay(Math.min(interval, deadline.remaining));
      if (this.#parts.platform.isOnline()) return true;
    }
    return false;
  }

  async #check(
    response: TokenResponse,
    flow: Flow,
    deadline: Deadline,
  ): Promise<ExchangedCode | { readonly type: 'unchecked' }> {
    const { organizationParameter } = this.#parts.provider.capabilities;
    // If the request could not name an organization, the returned one decides.
    const organizationId = organizationParameter ? (flow.organization?.id ?? null) : null;
    // A step-up by another user must not replace the session.
    const expected = { organizationId, userId: flow.stepUp?.userId ?? null };
    const checked = await checkGrant(this.#parts, response, expected, deadline.remaining);
    if (checked.type === 'unverifiable') return FAILED;
    if (checked.type === 'unchecked') return checked;
    // Only a sign-in that is for no organization may end without one.
    const isLost = flow.organization !== null && checked.organizationId === WITHOUT_ORGANIZATION;
    if (checked.type === 'accepted' && !isLost) return checked;
    await this.#parts.changes.revoke(checked.grant.sessionId);
    return { type: 'failed', reason: checked.type === 'wrong' ? checked.reason : 'wrong_organization' };
  }
}

/**
 * A refused code was used or is too old, which says nothing about the session. Other refusals have a reason.
 *
 * @param isSent the code was sent before: a server that failed then may have used it
 */
function refusal(reason: AuthorizationReason, isSent: boolean): ExchangedCode {
  if (reason !== 'expired' && reason !== 'revoked') return { type: 'failed', reason };
  return isSent ? INTERRUPTED : FAILED;
}
