import type { AuthorizationReason } from '../../protocol/session-status.ts';
import { type TokenResponse, tokenOutcomeOf } from '../../providers/workos/token-outcome.ts';
import type { HttpAnswer, IdentityProvider, Platform } from '../ports.ts';
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
  /** AuthKit may have used the code up, and what it granted is lost: another authorization brings another code. */
  | { readonly type: 'interrupted' };

const FAILED: ExchangedCode = { type: 'failed', reason: 'authorization_failed' };
const INTERRUPTED: ExchangedCode = { type: 'interrupted' };

/** How often a device without a connection is looked at again, ms: the page needs one to sign in again. */
const RECOVERY = 1_000;

/** Exchanges authorization codes for checked grants (RFC 6749 §4.1.3). */
export class CodeExchange {
  readonly #identityProvider: IdentityProvider;
  readonly #platform: Platform;
  readonly #changes: SessionChanges;
  readonly #budget: AuthenticationBudget;

  constructor(
    identityProvider: IdentityProvider,
    platform: Platform,
    changes: SessionChanges,
    budget: AuthenticationBudget,
  ) {
    this.#identityProvider = identityProvider;
    this.#platform = platform;
    this.#changes = changes;
    this.#budget = budget;
  }

  /**
   * Exchanges a code and checks what comes back. A client must not use a code twice (RFC 6749 §4.1.2), so it is sent
   * again only when AuthKit said that it did not take the request, or when the device said that it has no network:
   * then the request most likely never left it. A response that cannot be checked yet is kept until the key set can be read. All of it, requests, pauses
   * and the reading of the key set, ends within {@link RETRY_BUDGET}.
   */
  async exchange(code: string, flow: Flow): Promise<ExchangedCode> {
    const deadline = new Deadline(this.#platform, RETRY_BUDGET);
    let response: TokenResponse | undefined;
    let isSent = false;
    for (let attempt = 0; ; attempt += 1) {
      let retryAfter: number | null = null;
      if (response === undefined) {
        const saidOffline = !this.#platform.isOnline();
        await this.#budget.spend('waiting');
        const timeout = Math.min(REQUEST_TIMEOUT, deadline.remaining);
        const answer = await this.#identityProvider.exchangeCode(code, flow.codeVerifier, timeout);
        const outcome = tokenOutcomeOf(answer, this.#platform.now());
        if (outcome.type === 'granted') response = outcome.response;
        else if (outcome.type === 'terminal') return refusal(outcome.reason, isSent);
        else if (isPutOff(answer)) retryAfter = outcome.retryAfter;
        else if (isRefused(answer)) return FAILED;
        else if (answer.type !== 'no-answer') return INTERRUPTED;
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
      const { mayRetry, pause } = planRetry(attempt, 'waiting', this.#platform.random(), retryAfter);
      if (!mayRetry || pause >= deadline.remaining) return FAILED;
      await this.#platform.delay(pause);
    }
  }

  /** Waits until the device says that it has a network, at least {@link RECOVERY}. @returns whether it did in time */
  async #isConnected(deadline: Deadline): Promise<boolean> {
    for (let waited = 0; waited < RETRY_BUDGET && deadline.remaining > 0; waited += RECOVERY) {
      await this.#platform.delay(Math.min(RECOVERY, deadline.remaining));
      if (this.#platform.isOnline()) return true;
    }
    return false;
  }

  async #check(
    response: TokenResponse,
    flow: Flow,
    deadline: Deadline,
  ): Promise<ExchangedCode | { readonly type: 'unchecked' }> {
    const expected = { organizationId: flow.organization?.id ?? null, userId: null };
    const checked = await checkGrant(this.#identityProvider, this.#platform, response, expected, deadline);
    if (checked.type === 'unverifiable') return FAILED;
    if (checked.type !== 'wrong') return checked;
    await this.#changes.revoke(checked.sessionId);
    return { type: 'failed', reason: checked.reason };
  }
}

/** Whether AuthKit itself said that it did not do what it was asked for. */
function isPutOff(answer: HttpAnswer): boolean {
  return answer.type === 'answer' && (answer.status === 408 || answer.status === 429 || answer.status >= 500);
}

/** Whether it said no, in words that nobody here knows. */
function isRefused(answer: HttpAnswer): boolean {
  return answer.type === 'answer' && answer.status >= 400;
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
