import type { KeyringPaths } from '../../protocol/paths.ts';
import type { AuthorizationReason, Organization } from '../../protocol/session-status.ts';
import type { Platform } from '../ports/platform.ts';
import type { IdentityProvider } from '../ports/provider.ts';
import type { SessionChanges } from '../session/session-changes.ts';
import { type Callback, readCallback } from './callback.ts';
import type { CodeExchange, ExchangedCode } from './code-exchange.ts';
import { codeChallengeOf, createFlow, type Flow } from './flow.ts';
import type { Flows } from './flows.ts';
import type { SignInChain } from './sign-in-chain.ts';

/** What a page asks for, already checked. */
export interface SignInRequest
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

/** What sign-ins are started and finished with. */
export interface SignInsParts {
  readonly flows: Flows;
  readonly chain: SignInChain;
  readonly codeExchange: CodeExchange;
  readonly provider: IdentityProvider;
  readonly platform: Platform;
  readonly changes: SessionChanges;
  readonly paths: KeyringPaths;
}

/** Authorization code flows with PKCE, begun and finished here; no page ever sees a code or a verifier. */
export class SignIns {
  readonly #parts: SignInsParts;
  /** Flows whose code is being exchanged by this worker. */
  readonly #underWay = new Set<Flow>();
  /** Sign-outs since this worker started. */
  #signOuts = 0;

  constructor(parts: SignInsParts) {
    this.#parts = parts;
  }

  /**
   * Begins a flow. When this resolves the flow is durable and the page may leave.
   *
   * @returns the authorization URL to navigate to
   * @throws KeyringError `authorization_in_progress`: another tab asks already; `authorization_limited`: a loop;
   *   `temporarily_unavailable`: one of several, and the provider's rate limit has no room before `retryAfter` (s)
   */
  async start(request: SignInRequest): Promise<string> {
    const { following, ...first } = request;
    return this.#begin({ ...first, ...(await this.#parts.chain.begin(following, request.returnTo)) });
  }

  /**
   * Finishes the flow that a callback belongs to. Its `state` works once, whatever the outcome; a callback that comes
   * again with it returns to the page that the sign-in was for.
   */
  async finish(callbackUrl: URL): Promise<CallbackResult> {
    const callback = readCallback(callbackUrl);
    if (callback.type === 'malformed') return { type: 'unknown' };
    const signOuts = this.#signOuts;
    const before = await this.#parts.changes.generations();
    const flow = await this.#parts.flows.take(callback.state);
    if (flow === undefined) return this.#findFinished(callback.state);
    if (!this.#isOurs(flow, callback.issuer)) return { type: 'unknown' };
    const result = await this.#finishFlow(flow, callback, before);
    // An interrupted sign-in is asked for again. Nothing is remembered past a sign-out (R42).
    if (result.type !== 'interrupted' && signOuts === this.#signOuts)
      await this.#parts.flows.finished.add(flow).catch(() => {});
    return result;
  }

  async #finishFlow(
    flow: Flow,
    callback: Exclude<Callback, { readonly type: 'malformed' }>,
    before: ReadonlyMap<string, number>,
  ): Promise<CallbackResult> {
    if (callback.type === 'error')
      return this.#fail(flow, this.#parts.provider.redirectErrorReason(callback.error));
    const exchanged = await this.#whileUnderWay(flow, this.#parts.codeExchange.exchange(callback.code, flow));
    // With a reason, so that the tab which left does not ask again by itself.
    if (exchanged.type === 'overtaken')
      return { type: 'failed', reason: 'authorization_failed', returnTo: null };
    if (exchanged.type === 'interrupted') return this.#interrupt(flow);
    if (exchanged.type === 'failed') return this.#fail(flow, exchanged.reason);
    const { organizationId, grant } = exchanged;
    const basedOn = before.get(organizationId) ?? 0;
    await this.#parts.changes.apply(organizationId, {
      type: 'authorized',
      grant,
      at: this.#parts.platform.now(),
      basedOn,
    });
    return (await this.#next(flow)) ?? { type: 'signed-in', returnTo: flow.returnTo };
  }

  /** The organizations that somebody is signing in to right now. */
  pendingOrganizationIds(): Promise<ReadonlySet<string>> {
    return this.#parts.flows.pendingOrganizationIds();
  }

  /** Voids the flows of these organizations, or all of them: a callback that arrives later finds nothing (R42). */
  async cancel(organizationIds: readonly string[] | 'all'): Promise<void> {
    const isCancelled = ({ organization }: Flow): boolean =>
      organizationIds === 'all' || (organization !== null && organizationIds.includes(organization.id));
    this.#signOuts += 1;
    for (const flow of this.#underWay) if (isCancelled(flow)) this.#underWay.delete(flow);
    await Promise.all([
      this.#parts.flows.void(isCancelled),
      this.#parts.flows.finished.forget(organizationIds),
    ]);
  }

  async #begin(request: Omit<Flow, 'state' | 'codeVerifier' | 'startedAt' | 'provider'>): Promise<string> {
    const { provider, platform, flows } = this.#parts;
    const flow = createFlow(platform, { ...request, provider: provider.id });
    await flows.keep(flow);
    const { state, loginHint, prompt, organization } = flow;
    const codeChallenge = await codeChallengeOf(platform, flow);
    const organizationId = organization?.id ?? null;
    return provider.authorizationUrl({ state, codeChallenge, organizationId, loginHint, prompt });
  }

  async #findFinished(state: string): Promise<CallbackResult> {
    const returnTo = await this.#parts.flows.finished.returnPathOf(state);
    return returnTo === undefined ? { type: 'unknown' } : { type: 'finished-before', returnTo };
  }

  /** Goes on with the next organization of several. `undefined`: there is none, or the navigation has to end here. */
  async #next(flow: Flow): Promise<CallbackResult | undefined> {
    const request = await this.#parts.chain.nextAfter(flow);
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
    if (exchanged.type === 'accepted') await this.#parts.changes.revoke(exchanged.grant.sessionId);
    return { type: 'overtaken' };
  }

  async #fail(flow: Flow, reason: AuthorizationReason): Promise<CallbackResult> {
    if (flow.organization !== null) {
      await this.#parts.changes.apply(flow.organization.id, { type: 'authorization-failed', reason });
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
      await this.#parts.changes.apply(flow.organization.id, { type: 'authorization-interrupted' });
    const returnTo = flow.returnTo === this.#parts.paths.signInProgress ? flow.returnTo : null;
    return (await this.#next(flow)) ?? { type: 'interrupted', returnTo };
  }

  #isOurs(flow: Flow, issuer: string | null): boolean {
    const { provider } = this.#parts;
    return flow.provider === provider.id && (issuer === null || provider.issuers.includes(issuer));
  }
}
