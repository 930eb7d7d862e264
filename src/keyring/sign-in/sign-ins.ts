import type { KeyringPaths } from '../../protocol/paths.ts';
import type { AuthorizationReason, Organization } from '../../protocol/session-status.ts';
import type { SignInHints } from '../../protocol/sign-in-hints.ts';
import { WITHOUT_ORGANIZATION } from '../../protocol/without-organization.ts';
import type { Platform } from '../ports/platform.ts';
import type { IdentityProvider } from '../ports/provider.ts';
import type { Credentials } from '../session/credentials.ts';
import type { SessionChanges } from '../session/session-changes.ts';
import { type Callback, readCallback } from './callback.ts';
import type { CallbackResult } from './callback-result.ts';
import type { AcceptedCode, CodeExchange } from './code-exchange.ts';
import { codeChallengeOf, createFlow, type Flow } from './flow.ts';
import type { Flows } from './flows.ts';
import { homeOf } from './return-to.ts';
import type { RunningExchanges } from './running-exchanges.ts';
import type { SignInChain } from './sign-in-chain.ts';
import type { StepUps } from './step-ups.ts';

/** A checked request of a page. */
export interface SignInRequest
  extends Pick<Flow, 'organization' | 'returnTo' | 'prompt' | 'loginHint' | 'trigger' | 'tab' | 'stepUp'> {
  /** The organizations to sign in to afterwards. Each callback leads to the next. */
  readonly following: readonly Organization[];
  /** For the first sign-in only. */
  readonly hints?: SignInHints;
}

/** What sign-ins need. */
export interface SignInsParts {
  readonly flows: Flows;
  readonly chain: SignInChain;
  readonly codeExchange: CodeExchange;
  readonly running: RunningExchanges;
  readonly provider: IdentityProvider;
  readonly platform: Platform;
  readonly changes: SessionChanges;
  readonly credentials: Credentials;
  readonly paths: KeyringPaths;
  readonly stepUps: Pick<StepUps, 'finish' | 'fail' | 'clear'>;
}

/** Authorization code flows with PKCE, started and finished in the worker. No page ever sees a code or a verifier. */
export class SignIns {
  readonly #parts: SignInsParts;

  constructor(parts: SignInsParts) {
    this.#parts = parts;
  }

  /**
   * Starts a flow. When this resolves, the flow is durable and the page may leave.
   *
   * @returns the authorization URL to navigate to
   * @throws KeyringError `authorization_in_progress`: another tab is signing in already; `authorization_limited`: a loop;
   *   `temporarily_unavailable`: one of several, and the provider's rate limit has no room before `retryAfter` (s)
   */
  async start(request: SignInRequest): Promise<string> {
    const { following, hints, ...first } = request;
    const chain = await this.#parts.chain.begin(following, request.returnTo);
    return this.#signIn({ ...first, ...chain }, hints);
  }

  /**
   * Finishes the flow of a callback. Its `state` works once, whatever the result; a repeated callback returns to the page
   * that the sign-in was for.
   */
  async finish(callbackUrl: URL): Promise<CallbackResult> {
    const { changes, flows, running } = this.#parts;
    const callback = readCallback(callbackUrl);
    if (callback.type === 'malformed') return { type: 'unknown' };
    const { signOuts } = running;
    const before = await changes.generations();
    const flow = await flows.delete(callback.state);
    if (flow === undefined) return this.#findFinished(callback.state);
    // A sign-out while the flow was read found it nowhere.
    if (signOuts !== running.signOuts || !this.#isOurs(flow, callback.issuer)) return { type: 'unknown' };
    const result = await this.#finishFlow(flow, callback, before);
    if (signOuts !== running.signOuts && result.type === 'next') {
      // The sign-out may not have found the flow of the next organization, which was stored meanwhile (R42).
      await flows.clear(({ tab }) => tab === flow.tab);
      return { type: 'signed-in', returnTo: flow.returnTo };
    }
    // An interrupted sign-in is started again. A flow that a sign-out has cleared is not kept (R42).
    if (result.type !== 'interrupted' && signOuts === running.signOuts)
      await flows.finished.add(flow).catch(() => {});
    return result;
  }

  /** The organizations with a sign-in in progress. */
  pendingOrganizationIds(): Promise<ReadonlySet<string>> {
    return this.#parts.flows.pendingOrganizationIds();
  }

  /**
   * Deletes the flows of these organizations, or all: a callback that arrives later has no effect (R42). A flow for no
   * organization ends with the session without one.
   */
  async clear(organizationIds: readonly string[] | 'all'): Promise<void> {
    const { flows, running, stepUps } = this.#parts;
    stepUps.clear(organizationIds);
    const matches = ({ organization }: Flow): boolean =>
      organizationIds === 'all' || organizationIds.includes(organization?.id ?? WITHOUT_ORGANIZATION);
    running.clear(matches);
    await Promise.all([flows.clear(matches), flows.finished.clear(organizationIds)]);
  }

  async #signIn(
    request: Omit<Flow, 'state' | 'codeVerifier' | 'startedAt' | 'provider'>,
    hints: SignInHints = {},
  ): Promise<string> {
    const { provider, platform, flows } = this.#parts;
    const flow = createFlow(platform, { ...request, provider: provider.id });
    await flows.keep(flow);
    const { state, loginHint, prompt, organization, stepUp } = flow;
    const codeChallenge = await codeChallengeOf(platform, flow);
    const organizationId = provider.capabilities.organizationParameter ? (organization?.id ?? null) : null;
    const maxAge = stepUp?.maxAge;
    return provider.authorizationUrl({
      state,
      codeChallenge,
      organizationId,
      loginHint,
      prompt,
      maxAge,
      hints,
    });
  }

  async #finishFlow(
    flow: Flow,
    callback: Exclude<Callback, { readonly type: 'malformed' }>,
    before: ReadonlyMap<string, number>,
  ): Promise<CallbackResult> {
    const { codeExchange, provider, running, stepUps } = this.#parts;
    if (callback.type === 'error') return this.#fail(flow, provider.redirectErrorReason(callback.error));
    const exchanged = await running.run(
      flow,
      codeExchange.exchange(callback.code, flow),
      (accepted, isCurrent) => this.#keep(accepted, before.get(accepted.organizationId) ?? 0, isCurrent),
    );
    // With a reason, so that the tab that left does not start the sign-in again.
    if (exchanged.type === 'overtaken')
      return { type: 'failed', reason: 'authorization_failed', returnTo: null };
    if (exchanged.type === 'interrupted') return this.#interrupt(flow);
    if (exchanged.type === 'failed') return this.#fail(flow, exchanged.reason);
    const { organizationId } = exchanged;
    if (flow.stepUp) stepUps.finish(flow.stepUp, organizationId, exchanged.grant);
    // A provider that takes no organization may return another one than the page asked for.
    const isOther = flow.organization !== null && flow.organization.id !== organizationId;
    const returnTo = isOther ? homeOf(null, this.#parts.paths) : flow.returnTo;
    return (await this.#next(flow)) ?? { type: 'signed-in', returnTo };
  }

  /** @param basedOn a later sign-out wins */
  #keep({ grant, organizationId }: AcceptedCode, basedOn: number, isCurrent: () => boolean): Promise<void> {
    const { changes, credentials, platform } = this.#parts;
    return credentials.create(grant, organizationId, async (credential) => {
      const { id: credentialId, maxAge } = credential;
      const access = { grant, credentialId, maxAge, signedInAt: platform.now(), basedOn };
      const session = await changes.apply(organizationId, { type: 'granted', ...access });
      if (session.status === 'active' && session.credentialId === credentialId) {
        if (isCurrent()) return;
        await changes.apply(organizationId, { type: 'signed-out' });
      }
      await credentials.delete(credential);
    });
  }

  async #findFinished(state: string): Promise<CallbackResult> {
    const returnTo = await this.#parts.flows.finished.returnPathOf(state);
    return returnTo === undefined ? { type: 'unknown' } : { type: 'finished-before', returnTo };
  }

  /** Starts the sign-in of the next organization of several. `undefined`: none is left, or the navigation ends here. */
  async #next(flow: Flow): Promise<CallbackResult | undefined> {
    const request = await this.#parts.chain.nextAfter(flow);
    if (request === undefined) return undefined;
    return this.#signIn(request).then(
      (authorizationUrl) => ({ type: 'next', authorizationUrl }),
      // A loop, or another tab that signs in to the same organization: the page shows what is left.
      () => undefined,
    );
  }

  async #fail(flow: Flow, reason: AuthorizationReason): Promise<CallbackResult> {
    const { organization, stepUp } = flow;
    if (stepUp) this.#parts.stepUps.fail(stepUp, reason);
    if (organization !== null)
      await this.#parts.changes.apply(organization.id, { type: 'sign-in-failed', reason });
    const returnTo = organization === null ? null : flow.returnTo;
    return (await this.#next(flow)) ?? { type: 'failed', reason, returnTo };
  }

  /** The tab starts an interrupted sign-in again by itself, unless the provider would show its login page again. */
  async #interrupt(flow: Flow): Promise<CallbackResult> {
    if (!this.#parts.provider.capabilities.silentReauthorize) return this.#fail(flow, 'authorization_failed');
    if (flow.organization !== null)
      await this.#parts.changes.apply(flow.organization.id, { type: 'sign-in-interrupted' });
    // The page that signs in to several organizations asks again itself. Other tabs find out when their page loads.
    const returnTo = flow.returnTo === this.#parts.paths.signInProgress ? flow.returnTo : null;
    return (await this.#next(flow)) ?? { type: 'interrupted', returnTo };
  }

  #isOurs(flow: Flow, issuer: string | null): boolean {
    const { provider } = this.#parts;
    return flow.provider === provider.id && (issuer === null || provider.issuers.includes(issuer));
  }
}
