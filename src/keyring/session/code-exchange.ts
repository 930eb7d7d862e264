import type { AuthorizationReason } from '../../protocol/session-status.ts';
import type { IdentityProvider, Platform } from '../ports.ts';
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
  | { readonly type: 'failed'; readonly reason: AuthorizationReason };

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
   * Exchanges a code and checks what comes back. A code is single-use, but a request that never arrived, or was put
   * off, is sent again; and an answer that cannot be checked yet is kept until the key set can be read.
   */
  async exchange(code: string, flow: Flow): Promise<ExchangedCode> {
    const deadline = this.#platform.now() + RETRY_BUDGET;
    let response: TokenResponse | undefined;
    for (let attempt = 0; ; attempt += 1) {
      let retryAfter: number | null = null;
      if (response === undefined) {
        await this.#budget.spend('waiting');
        const answer = await this.#identityProvider.exchangeCode(code, flow.codeVerifier, REQUEST_TIMEOUT);
        const outcome = tokenOutcomeOf(answer, this.#platform.now());
        if (outcome.type === 'terminal') return { type: 'failed', reason: codeRefusal(outcome.reason) };
        if (outcome.type === 'granted') response = outcome.response;
        else retryAfter = outcome.retryAfter;
      }
      const checked = response && (await this.#check(response, flow));
      if (checked !== undefined && checked.type !== 'unchecked') return checked;
      const { mayRetry, pause } = planRetry(attempt, 'waiting', this.#platform.random(), retryAfter);
      if (!mayRetry || this.#platform.now() + pause >= deadline)
        return { type: 'failed', reason: 'authorization_failed' };
      await this.#platform.delay(pause);
    }
  }

  async #check(response: TokenResponse, flow: Flow): Promise<ExchangedCode | { readonly type: 'unchecked' }> {
    const expected = { organizationId: flow.organization?.id ?? null, userId: null };
    const checked = await checkGrant(this.#identityProvider, this.#platform, response, expected);
    if (checked.type === 'unverifiable') return { type: 'failed', reason: 'authorization_failed' };
    if (checked.type !== 'wrong') return checked;
    await this.#changes.revoke(checked.sessionId);
    return { type: 'failed', reason: checked.reason };
  }
}

/** A code that is refused was used, or too old: nothing is known of the session. Other refusals say why. */
function codeRefusal(reason: AuthorizationReason): AuthorizationReason {
  return reason === 'expired' || reason === 'revoked' ? 'authorization_failed' : reason;
}
