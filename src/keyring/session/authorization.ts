import { KeyringError } from '../../protocol/errors.ts';
import { attempt } from '../../protocol/parse.ts';
import type { AuthorizationReason } from '../../protocol/session-status.ts';
import type { IdentityProvider, Platform, RecordStore } from '../ports.ts';
import type { AuthenticationBudget } from './authentication-budget.ts';
import { readCallback } from './callback.ts';
import { CodeExchange, type ExchangedCode } from './code-exchange.ts';
import { codeChallengeOf, createFlow, FLOW_LIMIT, type Flow, isFlowAlive, parseFlow } from './flow.ts';
import type { RedirectLimit } from './redirect-limit.ts';
import type { SessionChanges } from './session-changes.ts';
import { redirectErrorReason } from './token-outcome.ts';

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
  /** `returnTo`: null when no organization's page can say why. */
  | { readonly type: 'failed'; readonly reason: AuthorizationReason; readonly returnTo: string | null }
  /** Nobody here began it, or it is used up, or too old: nothing was sent to the token endpoint (R17). */
  | { readonly type: 'unknown' };

/** Another tab's login counts as under way that long, ms. */
const PROMPT_PATIENCE = 2 * 60_000;

/** How long a flow waits for another tab's to be kept, ms, before it goes on without the lock. */
const LOCK_PATIENCE = 2_000;

/** Authorization code flows with PKCE, begun and finished here; no page ever sees a code or a verifier. */
export class Authorizations {
  readonly #flows: RecordStore;
  /** Flows whose code is being exchanged by this worker. */
  readonly #underWay = new Set<Flow>();
  readonly #redirectLimit: RedirectLimit;
  readonly #identityProvider: IdentityProvider;
  readonly #platform: Platform;
  readonly #policy: AuthorizationPolicy;
  readonly #changes: SessionChanges;
  readonly #codeExchange: CodeExchange;

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
    this.#codeExchange = new CodeExchange(identityProvider, platform, changes, budget);
  }

  /**
   * Begins a flow. When this resolves the flow is durable and the page may leave.
   *
   * @returns the authorization URL to navigate to
   * @throws KeyringError `authorization_in_progress`: another tab asks already; `authorization_limited`: a loop
   */
  async start(request: AuthorizationRequest): Promise<string> {
    const { clientId, authKitOrigin } = this.#policy;
    const flow = createFlow(this.#platform, { ...request, clientId, authKitOrigin });
    // Of two tabs that ask at the same moment, the second has to see the first one's flow.
    await this.#platform.withLock('keyring-authorization', LOCK_PATIENCE, () => this.#keep(flow));
    return this.#identityProvider.authorizationUrl(flow, await codeChallengeOf(this.#platform, flow));
  }

  /** Finishes the flow that a callback belongs to. Its `state` works once, whatever the outcome. */
  async finish(callbackUrl: URL): Promise<CallbackResult> {
    const callback = readCallback(callbackUrl);
    if (callback.type === 'malformed') return { type: 'unknown' };
    const before = await this.#changes.generations();
    const taken = await this.#flows.take(callback.state);
    const flow = attempt(() => parseFlow(taken));
    if (flow === undefined || !this.#isOurs(flow, callback.issuer)) return { type: 'unknown' };
    if (callback.type === 'error') return this.#fail(flow, redirectErrorReason(callback.error));
    const exchanged = await this.#whileUnderWay(flow, this.#codeExchange.exchange(callback.code, flow));
    if (exchanged.type === 'overtaken') return { type: 'unknown' };
    if (exchanged.type === 'failed') return this.#fail(flow, exchanged.reason);
    const { organizationId, grant } = exchanged;
    const basedOn = before.get(organizationId) ?? 0;
    await this.#changes.apply(organizationId, {
      type: 'authorized',
      grant,
      at: this.#platform.now(),
      basedOn,
    });
    return { type: 'signed-in', returnTo: flow.returnTo };
  }

  /** The organizations that somebody is signing in to right now. */
  async pendingOrganizationIds(): Promise<ReadonlySet<string>> {
    const recent = (await this.#all()).filter((flow) => this.#age(flow) < PROMPT_PATIENCE);
    return new Set(recent.flatMap((flow) => (flow.organization === null ? [] : [flow.organization.id])));
  }

  /** Notes a flow whose code is being exchanged, so that a sign-out can still overtake it and win. */
  async #whileUnderWay(
    flow: Flow,
    exchange: Promise<ExchangedCode>,
  ): Promise<ExchangedCode | { readonly type: 'overtaken' }> {
    this.#underWay.add(flow);
    const exchanged = await exchange;
    const isCancelled = !this.#underWay.delete(flow);
    if (!isCancelled || exchanged.type !== 'accepted') return exchanged;
    await this.#changes.revoke(exchanged.grant.sessionId);
    return { type: 'overtaken' };
  }

  /** Voids the flows of these organizations, or all of them: a callback that arrives later finds nothing (R42). */
  async cancel(organizationIds: readonly string[] | 'all'): Promise<void> {
    const isCancelled = ({ organization }: Flow): boolean =>
      organizationIds === 'all' || (organization !== null && organizationIds.includes(organization.id));
    for (const flow of this.#underWay) if (isCancelled(flow)) this.#underWay.delete(flow);
    await Promise.all((await this.#all()).filter(isCancelled).map(({ state }) => this.#flows.take(state)));
  }

  async #keep(flow: Flow): Promise<void> {
    const flows = await this.#all();
    if (flow.trigger === 'automatic') {
      this.#assertNoOtherPrompt(flow, flows);
      await this.#redirectLimit.spend(flow.organization);
    }
    await this.#makeRoom(flows);
    await this.#flows.put(flow.state, flow);
  }

  async #fail(flow: Flow, reason: AuthorizationReason): Promise<CallbackResult> {
    if (flow.organization !== null) {
      await this.#changes.apply(flow.organization.id, { type: 'authorization-failed', reason });
    }
    return { type: 'failed', reason, returnTo: flow.organization === null ? null : flow.returnTo };
  }

  /** One tab asks for a login per organization; the others wait for it (R23). */
  #assertNoOtherPrompt(request: Flow, flows: readonly Flow[]): void {
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
