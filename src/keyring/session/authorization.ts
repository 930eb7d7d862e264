import { KeyringError } from '../../protocol/errors.ts';
import { attempt } from '../../protocol/parse.ts';
import type { AuthorizationReason } from '../../protocol/session-status.ts';
import type { HttpAnswer, IdentityProvider, Platform, RecordStore } from '../ports.ts';
import type { AuthenticationBudget } from './authentication-budget.ts';
import { readCallback } from './callback.ts';
import { codeChallengeOf, createFlow, FLOW_LIMIT, type Flow, isFlowAlive, parseFlow } from './flow.ts';
import { checkGrant } from './grant.ts';
import type { RedirectLimit } from './redirect-limit.ts';
import { pauseBeforeRetry, REQUEST_TIMEOUT, RETRY_BUDGET } from './retry.ts';
import { homeOf } from './return-to.ts';
import type { SessionChanges } from './session-changes.ts';
import { redirectErrorReason, type TokenResponse, tokenOutcomeOf } from './token-outcome.ts';

/** What the configuration says about authorizations. */
export interface AuthorizationPolicy {
  readonly clientId: string;
  readonly authKitOrigin: string;
  /** Values that `iss` in a callback may have (RFC 9207). */
  readonly issuers: readonly string[];
}

/** What a page asks for, already checked. */
export type AuthorizationRequest = Pick<
  Flow,
  'organization' | 'returnTo' | 'prompt' | 'loginHint' | 'trigger' | 'tab'
>;

/** How a callback ended, and where its navigation goes. */
export type CallbackResult =
  | { readonly type: 'signed-in'; readonly returnTo: string }
  | { readonly type: 'failed'; readonly reason: AuthorizationReason; readonly returnTo: string }
  /** Nobody here began it, or it is used up, or too old: nothing was sent to the token endpoint (R17). */
  | { readonly type: 'unknown' };

/** Another tab's login counts as under way that long, ms. */
const PROMPT_PATIENCE = 2 * 60_000;

/** Authorization code flows with PKCE, begun and finished here; no page ever sees a code or a verifier. */
export class Authorizations {
  readonly #flows: RecordStore;
  readonly #redirectLimit: RedirectLimit;
  readonly #identityProvider: IdentityProvider;
  readonly #platform: Platform;
  readonly #policy: AuthorizationPolicy;
  readonly #changes: SessionChanges;
  readonly #budget: AuthenticationBudget;

  constructor(
    flows: RecordStore,
    redirectLimit: RedirectLimit,
    identityProvider: IdentityProvider,
    platform: Platform,
    policy: AuthorizationPolicy,
    changes: SessionChanges,
    budget: AuthenticationBudget,
  ) {
    this.#flows = flows;
    this.#redirectLimit = redirectLimit;
    this.#identityProvider = identityProvider;
    this.#platform = platform;
    this.#policy = policy;
    this.#changes = changes;
    this.#budget = budget;
  }

  /**
   * Begins a flow. When this resolves the flow is durable and the page may leave.
   *
   * @returns the authorization URL to navigate to
   * @throws KeyringError `authorization_in_progress`: another tab asks already; `authorization_limited`: a loop
   */
  async start(request: AuthorizationRequest): Promise<string> {
    const flows = await this.#all();
    if (request.trigger === 'automatic') {
      this.#assertNoOtherPrompt(request, flows);
      await this.#redirectLimit.spend(request.organization);
    }
    await this.#makeRoom(flows);
    const { clientId, authKitOrigin } = this.#policy;
    const flow = createFlow(this.#platform, { ...request, clientId, authKitOrigin });
    await this.#flows.put(flow.state, flow);
    return this.#identityProvider.authorizationUrl(flow, await codeChallengeOf(this.#platform, flow));
  }

  /** Finishes the flow that a callback belongs to. Its `state` works once, whatever the outcome. */
  async finish(callbackUrl: URL): Promise<CallbackResult> {
    const callback = readCallback(callbackUrl);
    if (callback.type === 'malformed') return { type: 'unknown' };
    const taken = await this.#flows.take(callback.state);
    const flow = attempt(() => parseFlow(taken));
    if (flow === undefined || !this.#isOurs(flow, callback.issuer)) return { type: 'unknown' };
    if (callback.type === 'error') return this.#fail(flow, redirectErrorReason(callback.error));
    const response = await this.#exchange(callback.code, flow.codeVerifier);
    if (response === undefined) return this.#fail(flow, 'authorization_failed');
    return this.#accept(flow, response);
  }

  /** The organizations that somebody is signing in to right now. */
  async pendingOrganizationIds(): Promise<ReadonlySet<string>> {
    const recent = (await this.#all()).filter((flow) => this.#age(flow) < PROMPT_PATIENCE);
    return new Set(recent.flatMap((flow) => (flow.organization === null ? [] : [flow.organization.id])));
  }

  /** Voids the flows of these organizations, or all of them: a callback that arrives later finds nothing (R42). */
  async cancel(organizationIds: readonly string[] | 'all'): Promise<void> {
    const isCancelled = ({ organization }: Flow): boolean =>
      organizationIds === 'all' || (organization !== null && organizationIds.includes(organization.id));
    await Promise.all((await this.#all()).filter(isCancelled).map(({ state }) => this.#flows.take(state)));
  }

  async #accept(flow: Flow, response: TokenResponse): Promise<CallbackResult> {
    const checked = await checkGrant(this.#identityProvider, this.#platform, response, {
      organizationId: flow.organization?.id ?? null,
      userId: null,
    });
    if (checked.type === 'unverifiable') return this.#fail(flow, 'authorization_failed');
    if (checked.type === 'wrong') {
      await this.#identityProvider.revoke(checked.sessionId);
      return this.#fail(flow, checked.reason);
    }
    const { organizationId, grant } = checked;
    await this.#changes.apply(organizationId, { type: 'authorized', grant, at: this.#platform.now() });
    return { type: 'signed-in', returnTo: flow.returnTo };
  }

  async #fail(flow: Flow, reason: AuthorizationReason): Promise<CallbackResult> {
    if (flow.organization !== null) {
      await this.#changes.apply(flow.organization.id, { type: 'authorization-failed', reason });
    }
    return { type: 'failed', reason, returnTo: flow.organization === null ? homeOf(null) : flow.returnTo };
  }

  /** A code is single-use, but a request that surely never arrived, or was put off, may be sent again. */
  async #exchange(code: string, codeVerifier: string): Promise<TokenResponse | undefined> {
    const deadline = this.#platform.now() + RETRY_BUDGET;
    for (let attempt = 0; ; attempt += 1) {
      await this.#budget.spend('waiting');
      const answer: HttpAnswer = await this.#identityProvider.exchangeCode(
        code,
        codeVerifier,
        REQUEST_TIMEOUT,
      );
      const outcome = tokenOutcomeOf(answer, this.#platform.now());
      if (outcome.type === 'granted') return outcome.response;
      if (outcome.type === 'terminal') return undefined;
      const pause = pauseBeforeRetry(attempt, this.#platform.random(), outcome.retryAfter);
      if (this.#platform.now() + pause >= deadline) return undefined;
      await this.#platform.delay(pause);
    }
  }

  /** One tab asks for a login per organization; the others wait for it (R23). */
  #assertNoOtherPrompt(request: AuthorizationRequest, flows: readonly Flow[]): void {
    const id = request.organization?.id;
    const isPrompting = flows.some(
      (flow) => flow.organization?.id === id && flow.tab !== request.tab && this.#age(flow) < PROMPT_PATIENCE,
    );
    if (isPrompting) {
      throw new KeyringError('authorization_in_progress', 'Another tab is signing in to this organization.', {
        organizationSlug: request.organization?.slug ?? null,
      });
    }
  }

  #isOurs(flow: Flow, issuer: string | null): boolean {
    return (
      isFlowAlive(flow, this.#platform.now()) &&
      flow.clientId === this.#policy.clientId &&
      flow.authKitOrigin === this.#policy.authKitOrigin &&
      (issuer === null || this.#policy.issuers.includes(issuer))
    );
  }

  async #all(): Promise<readonly Flow[]> {
    const flows = (await this.#flows.values()).map((value) => attempt(() => parseFlow(value)));
    return flows.filter((flow) => flow !== undefined);
  }

  async #makeRoom(flows: readonly Flow[]): Promise<void> {
    const oldestFirst = [...flows].sort((a, b) => a.startedAt - b.startedAt);
    const surplus = oldestFirst.filter(
      (flow, index) => !isFlowAlive(flow, this.#platform.now()) || index <= flows.length - FLOW_LIMIT,
    );
    await Promise.all(surplus.map((flow) => this.#flows.take(flow.state)));
  }

  #age(flow: Flow): number {
    return Math.abs(this.#platform.now() - flow.startedAt);
  }
}
