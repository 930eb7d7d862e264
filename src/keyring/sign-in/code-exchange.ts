import type { AuthorizationReason } from '../../protocol/session-status.ts';
import type { Platform } from '../ports/platform.ts';
import type { IdentityProvider, TokenResponse } from '../ports/provider.ts';
import type { AuthenticationBudget } from '../refresh/authentication-budget.ts';
import { Deadline } from '../refresh/deadline.ts';
import { planRetry, REQUEST_TIMEOUT, RETRY_BUDGET } from '../refresh/retry.ts';
import type { Grant } from '../session/session.ts';
import type { SessionChanges } from '../session/session-changes.ts';
import type { Flow } from './flow.ts';
import { checkGrant } from './grant.ts';

/** What the exchange of a code came to. */
export type ExchangedCode =
  | { readonly type: 'accepted'; readonly grant: Grant; readonly organizationId: string }
  | { readonly type: 'failed'; readonly reason: AuthorizationReason }
  /** The provider may have used the code, and the grant is lost: another sign-in brings another code. */
  | { readonly type: 'interrupted' };

const FAILED: ExchangedCode = { type: 'failed', reason: 'authorization_failed' };
const INTERRUPTED: ExchangedCode = { type: 'interrupted' };

/** How often a device without a connection is looked at again, ms: the page needs one to sign in again. */
const RECOVERY = 1_000;

/** Longest wait for a key set after the tokens arrived, ms: the user sees an empty page meanwhile. */
const KEY_SET_PATIENCE = 6_000;

/** What an authorization code is exchanged with. */
export interface CodeExchangeParts {
  readonly provider: IdentityProvider;
  readonly platform: Platform;
  readonly changes: SessionChanges;
  readonly budget: AuthenticationBudget;
}

/** Exchanges authorization codes for checked grants (RFC 6749 §4.1.3). */
export class CodeExchange {
  readonly #parts: CodeExchangeParts;

  constructor(parts: CodeExchangeParts) {
    this.#parts = parts;
  }

  /**
   * Exchanges a code and checks what comes back. A client must not use a code twice (RFC 6749 §4.1.2), so it is sent
   * again only when the provider stated that it did not process the request, or when the device reported no network and
   * the request most likely never left it. A response that cannot be verified yet is kept until the key set can be read.
   * Requests, pauses and the reading of the key set together end within {@link RETRY_BUDGET}.
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
          // A page that has to sign in again needs a network for that, so it is sent on when there is one.
          const isConnected = await this.#isConnected(deadline);
          if (!saidOffline || !isConnected) return INTERRUPTED;
          isSent = true;
          continue;
        }
        isSent = true;
      }
      const checked = response && (await this.#check(response, flow, deadline));
      if (checked !== undefined && checked.type !== 'unchecked') return checked;
      const { mayRetry, pause } = planRetry(attempt, 'waiting', this.#parts.platform.random(), retryAfter);
      if (!mayRetry || pause >= deadline.remaining) return FAILED;
      await this.#parts.platform.delay(pause);
    }
  }

  /** Waits until the device says that it has a network, at least {@link RECOVERY}. @returns whether it did in time */
  async #isConnected(deadline: Deadline): Promise<boolean> {
    for (let waited = 0; waited < RETRY_BUDGET && deadline.remaining > 0; waited += RECOVERY) {
      await this.#parts.platform.delay(Math.min(RECOVERY, deadline.remaining));
      if (this.#parts.platform.isOnline()) return true;
    }
    return false;
  }

  async #check(
    response: TokenResponse,
    flow: Flow,
    deadline: Deadline,
  ): Promise<ExchangedCode | { readonly type: 'unchecked' }> {
    const expected = { organizationId: flow.organization?.id ?? null, userId: null };
    const checked = await checkGrant(
      this.#parts.provider,
      this.#parts.platform,
      response,
      expected,
      deadline,
    );
    if (checked.type === 'unverifiable') return FAILED;
    if (checked.type !== 'wrong') return checked;
    await this.#parts.changes.revoke(checked.sessionId);
    return { type: 'failed', reason: checked.reason };
  }
}

/**
 * A code that is refused was used, or too old: nothing is known of the session. Other refusals say why.
 *
 * @param isSent it was sent before: a server that failed then may have used it all the same
 */
function refusal(reason: AuthorizationReason, isSent: boolean): ExchangedCode {
  if (reason !== 'expired' && reason !== 'revoked') return { type: 'failed', reason };
  return isSent ? INTERRUPTED : FAILED;
}
