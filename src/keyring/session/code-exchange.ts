import type { AuthorizationReason } from '../../protocol/session-status.ts';
import type { HttpAnswer, IdentityProvider, Platform } from '../ports.ts';
import type { AuthenticationBudget } from './authentication-budget.ts';
import type { Flow } from './flow.ts';
import { checkGrant } from './grant.ts';
import { planRetry, REQUEST_TIMEOUT, RETRY_BUDGET } from './retry.ts';
import type { Grant } from './session.ts';
import type { SessionChanges } from './session-changes.ts';
import { type TokenResponse, tokenOutcomeOf } from './token-outcome.ts';

/** What the exchange of a code came to. */
export type ExchangedCode =
  | { readonly type: 'accepted'; readonly grant: Grant; readonly organizationId: string }
  | { readonly type: 'failed'; readonly reason: AuthorizationReason }
  /** AuthKit may have used the code up, and what it granted is lost: another authorization brings another code. */
  | { readonly type: 'interrupted' };

const FAILED: ExchangedCode = { type: 'failed', reason: 'authorization_failed' };

/** How long a cut-off connection is given before the page is sent on, ms: it needs one to begin anew. */
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
   * again only when AuthKit said that it did not take the request. An answer that cannot be checked yet is kept until
   * the key set can be read.
   */
  async exchange(code: string, flow: Flow): Promise<ExchangedCode> {
    const deadline = this.#platform.now() + RETRY_BUDGET;
    let response: TokenResponse | undefined;
    let isSent = false;
    for (let attempt = 0; ; attempt += 1) {
      let retryAfter: number | null = null;
      // A device without a network sends nothing, so nothing is used up.
      if (response === undefined && this.#platform.isOnline()) {
        await this.#budget.spend('waiting');
        const answer = await this.#identityProvider.exchangeCode(code, flow.codeVerifier, REQUEST_TIMEOUT);
        const outcome = tokenOutcomeOf(answer, this.#platform.now());
        if (outcome.type === 'granted') response = outcome.response;
        else if (outcome.type === 'terminal') return refusal(outcome.reason, isSent);
        else if (isPutOff(answer)) retryAfter = outcome.retryAfter;
        else return isRefused(answer) ? FAILED : await this.#interrupt(answer);
        isSent = true;
      }
      const checked = response && (await this.#check(response, flow));
      if (checked !== undefined && checked.type !== 'unchecked') return checked;
      const { mayRetry, pause } = planRetry(attempt, 'waiting', this.#platform.random(), retryAfter);
      if (!mayRetry || this.#platform.now() + pause >= deadline)
        return isSent ? FAILED : { type: 'interrupted' };
      await this.#platform.delay(pause);
    }
  }

  /** Whoever begins anew leaves for AuthKit at once, and needs the network that was just cut off. */
  async #interrupt({ type }: HttpAnswer): Promise<ExchangedCode> {
    for (let waited = 0; type === 'no-answer' && waited < RETRY_BUDGET; waited += RECOVERY) {
      await this.#platform.delay(RECOVERY);
      if (this.#platform.isOnline()) break;
    }
    return { type: 'interrupted' };
  }

  async #check(response: TokenResponse, flow: Flow): Promise<ExchangedCode | { readonly type: 'unchecked' }> {
    const expected = { organizationId: flow.organization?.id ?? null, userId: null };
    const checked = await checkGrant(this.#identityProvider, this.#platform, response, expected);
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
  return isSent ? { type: 'interrupted' } : FAILED;
}
