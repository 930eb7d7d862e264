import type { AuthorizationReason, Organization } from '../../protocol/session-status.ts';
import { SIGN_IN_PROGRESS_PATH } from '../../protocol/sign-in-paths.ts';
import { redirectErrorReason } from '../../providers/workos/token-outcome.ts';
import type { IdentityProvider, Platform } from '../ports.ts';
import type { AuthenticationBudget } from '../refresh/authentication-budget.ts';
import type { SessionChanges } from '../session/session-changes.ts';
import { type Callback, readCallback } from './callback.ts';
import { CodeExchange, type ExchangedCode } from './code-exchange.ts';
import { codeChallengeOf, createFlow, type Flow } from './flow.ts';
import type { Flows } from './flows.ts';
import { AuthorizationChain } from './sign-in-chain.ts';

/** What the configuration says about authorizations. */
export interface AuthorizationPolicy {
  readonly clientId: string;
  readonly authKitOrigin: string;
  /** Values that `iss` in a callback may have (RFC 9207). */
  readonly issuers: readonly string[];
}

/** What a page asks for, already checked. */
export interface AuthorizationRequest
  extends Pick<Flow, 'organization' | 'returnTo' | 'prompt' | 'loginHint' | 'trigger' | 'tab'> {
  /** The organizations to sign in to after that one, each callback leading to the next. */
  readonly following: readonly Organization[];
}

/** How a callback ended, and where its navigation goes. */
export type CallbackResult =
  | { readonly type: 'signed-in'; readonly returnTo: string }
  /** `returnTo`: null when no organization's page can say why. */
  | { readonly type: 'failed'; readonly reason: AuthorizationReason; readonly returnTo: string | null }
  /** The code may be used up and brought nothing. `returnTo`: null when the tab that left asks again as for a forgotten sign-in. */
  | { readonly type: 'interrupted'; readonly returnTo: string | null }
  /** The next organization of several; what became of this one shows in its session. */
  | { readonly type: 'next'; readonly authorizationUrl: string }
  /** Its sign-in ended here before, by the back button for example. Nothing was sent to the token endpoint (R17). */
  | { readonly type: 'finished-before'; readonly returnTo: string }
  /** No sign-in of this device, or one that is too old: nothing was sent to the token endpoint (R17). */
  | { readonly type: 'unknown' };

/** Authorization code flows with PKCE, begun and finished here; no page ever sees a code or a verifier. */
export class Authorizations {
  readonly #flows: Flows;
  /** Flows whose code is being exchanged by this worker. */
  readonly #underWay = new Set<Flow>();
  /** Sign-outs since this worker started. */
  #signOuts = 0;
  readonly #identityProvider: IdentityProvider;
  readonly #platform: Platform;
  readonly #policy: AuthorizationPolicy;
  readonly #changes: SessionChanges;
  readonly #chain: AuthorizationChain;
  readonly #codeExchange: CodeExchange;

  constructor(
    flows: Flows,
    identityProvider: IdentityProvider,
    platform: Platform,
    policy: AuthorizationPolicy,
    changes: SessionChanges,
    budget: AuthenticationBudget,
  ) {
    this.#flows = flows;
    this.#identityProvider = identityProvider;
    this.#platform = platform;
    this.#policy = policy;
    this.#changes = changes;
    this.#chain = new AuthorizationChain(changes, budget);
    this.#codeExchange = new CodeExchange(identityProvider, platform, changes, budget);
  }

  /**
   * Begins a flow. When this resolves the flow is durable and the page may leave.
   *
   * @returns the authorization URL to navigate to
   * @throws KeyringError `authorization_in_progress`: another tab asks already; `authorization_limited`: a loop;
   *   `temporarily_unavailable`: one of several, and AuthKit's rate limit has no room before `retryAfter` (s)
   */
  async start(request: AuthorizationRequest): Promise<string> {
    const { following, ...first } = request;
    return this.#begin({ ...first, ...(await this.#chain.begin(following, request.returnTo)) });
  }

  /**
   * Finishes the flow that a callback belongs to. Its `state` works once, whatever the outcome; a callback that comes
   * again with it returns to the page that the sign-in was for.
   */
  async finish(callbackUrl: URL): Promise<CallbackResult> {
    const callback = readCallback(callbackUrl);
    if (callback.type === 'malformed') return { type: 'unknown' };
    const signOuts = this.#signOuts;
    const before = await this.#changes.generations();
    const flow = await this.#flows.take(callback.state);
    if (flow === undefined) return this.#findFinished(callback.state);
    if (!this.#isOurs(flow, callback.issuer)) return { type: 'unknown' };
    const result = await this.#finishFlow(flow, callback, before);
    // An interrupted sign-in is asked for again. Nothing is remembered past a sign-out (R42).
    if (result.type !== 'interrupted' && signOuts === this.#signOuts)
      await this.#flows.finished.add(flow).catch(() => {});
    return result;
  }

  async #finishFlow(
    flow: Flow,
    callback: Exclude<Callback, { readonly type: 'malformed' }>,
    before: ReadonlyMap<string, number>,
  ): Promise<CallbackResult> {
    if (callback.type === 'error') return this.#fail(flow, redirectErrorReason(callback.error));
    const exchanged = await this.#whileUnderWay(flow, this.#codeExchange.exchange(callback.code, flow));
    // With a reason, so that the tab which left does not ask again by itself.
    if (exchanged.type === 'overtaken')
      return { type: 'failed', reason: 'authorization_failed', returnTo: null };
    if (exchanged.type === 'interrupted') return this.#interrupt(flow);
    if (exchanged.type === 'failed') return this.#fail(flow, exchanged.reason);
    const { organizationId, grant } = exchanged;
    const basedOn = before.get(organizationId) ?? 0;
    await this.#changes.apply(organizationId, {
      type: 'authorized',
      grant,
      at: this.#platform.now(),
      basedOn,
    });
    return (await this.#next(flow)) ?? { type: 'signed-in', returnTo: flow.returnTo };
  }

  /** The organizations that somebody is signing in to right now. */
  pendingOrganizationIds(): Promise<ReadonlySet<string>> {
    return this.#flows.pendingOrganizationIds();
  }

  /** Voids the flows of these organizations, or all of them: a callback that arrives later finds nothing (R42). */
  async cancel(organizationIds: readonly string[] | 'all'): Promise<void> {
    const isCancelled = ({ organization }: Flow): boolean =>
      organizationIds === 'all' || (organization !== null && organizationIds.includes(organization.id));
    this.#signOuts += 1;
    for (const flow of this.#underWay) if (isCancelled(flow)) this.#underWay.delete(flow);
    await Promise.all([this.#flows.void(isCancelled), this.#flows.finished.forget(organizationIds)]);
  }

  async #begin(
    request: Omit<Flow, 'state' | 'codeVerifier' | 'startedAt' | 'clientId' | 'authKitOrigin'>,
  ): Promise<string> {
    const { clientId, authKitOrigin } = this.#policy;
    const flow = createFlow(this.#platform, { ...request, clientId, authKitOrigin });
    await this.#flows.keep(flow);
    return this.#identityProvider.authorizationUrl(flow, await codeChallengeOf(this.#platform, flow));
  }

  async #findFinished(state: string): Promise<CallbackResult> {
    const returnTo = await this.#flows.finished.returnPathOf(state);
    return returnTo === undefined ? { type: 'unknown' } : { type: 'finished-before', returnTo };
  }

  /** Goes on with the next organization of several. `undefined`: there is none, or the navigation has to end here. */
  async #next(flow: Flow): Promise<CallbackResult | undefined> {
    const request = await this.#chain.nextAfter(flow);
    if (request === undefined) return undefined;
    return this.#begin(request).then(
      (authorizationUrl) => ({ type: 'next', authorizationUrl }),
      // A loop, or another tab that asks for the same: the page says what is left.
      () => undefined,
    );
  }

  /** Notes a flow whose code is being exchanged, so that a sign-out can still overtake it and win. */
  async #whileUnderWay(
    flow: Flow,
    exchange: Promise<ExchangedCode>,
  ): Promise<ExchangedCode | { readonly type: 'overtaken' }> {
    this.#underWay.add(flow);
    const exchanged = await exchange;
    const isCancelled = !this.#underWay.delete(flow);
    if (!isCancelled) return exchanged;
    if (exchanged.type === 'accepted') await this.#changes.revoke(exchanged.grant.sessionId);
    return { type: 'overtaken' };
  }

  async #fail(flow: Flow, reason: AuthorizationReason): Promise<CallbackResult> {
    if (flow.organization !== null) {
      await this.#changes.apply(flow.organization.id, { type: 'authorization-failed', reason });
    }
    const failed = {
      type: 'failed',
      reason,
      returnTo: flow.organization === null ? null : flow.returnTo,
    } as const;
    return (await this.#next(flow)) ?? failed;
  }

  /** Nothing was refused, so nothing keeps the page that asked for several from asking again; others have a way of their own. */
  async #interrupt(flow: Flow): Promise<CallbackResult> {
    if (flow.organization !== null)
      await this.#changes.apply(flow.organization.id, { type: 'authorization-interrupted' });
    const returnTo = flow.returnTo === SIGN_IN_PROGRESS_PATH ? flow.returnTo : null;
    return (await this.#next(flow)) ?? { type: 'interrupted', returnTo };
  }

  #isOurs(flow: Flow, issuer: string | null): boolean {
    return (
      flow.clientId === this.#policy.clientId &&
      flow.authKitOrigin === this.#policy.authKitOrigin &&
      (issuer === null || this.#policy.issuers.includes(issuer))
    );
  }
}
