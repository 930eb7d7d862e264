import { KeyringError } from '../../protocol/errors.ts';
import { attempt } from '../../protocol/parse.ts';
import type { KeyringPaths } from '../../protocol/paths.ts';
import type { Platform } from '../ports/platform.ts';
import type { RecordStore } from '../ports/stores.ts';
import { isWithin } from '../timing/is-within.ts';
import { FinishedFlows } from './finished-flows.ts';
import { FLOW_LIMIT, type Flow, isFlowAlive, parseFlow } from './flow.ts';
import type { RedirectLimit } from './redirect-limit.ts';

/** How long the sign-in of another tab counts as in progress, ms. */
const PROMPT_PATIENCE = 2 * 60_000;

/** A `state` of `createFlow`: 32 bytes in base64url. */
const STATE = /^[A-Za-z0-9_-]{43}$/;

/** Longest wait for the lock, ms. Then the flow is stored without it. */
const LOCK_PATIENCE = 2_000;

/** What flows are kept with. */
export interface FlowsParts {
  readonly records: RecordStore;
  readonly redirectLimit: RedirectLimit;
  readonly platform: Platform;
  readonly paths: KeyringPaths;
}

/** The flows in progress: it limits how many there are, and which tab may start one. */
export class Flows {
  readonly finished: FinishedFlows;
  readonly #records: RecordStore;
  readonly #redirectLimit: RedirectLimit;
  readonly #platform: Platform;

  constructor({ records, redirectLimit, platform, paths }: FlowsParts) {
    this.finished = new FinishedFlows(records, platform, paths);
    this.#records = records;
    this.#redirectLimit = redirectLimit;
    this.#platform = platform;
  }

  /**
   * Stores a flow, durable when this resolves.
   *
   * @throws KeyringError `authorization_in_progress`: another tab is signing in already; `authorization_limited`: a loop
   */
  keep(flow: Flow): Promise<void> {
    // Of two tabs that start at the same moment, the second has to see the first one's flow.
    return this.#platform.withLock('keyring-sign-in', LOCK_PATIENCE, async () => {
      const flows = await this.#all();
      if (flow.trigger === 'automatic') {
        this.#assertNoOtherPrompt(flow, flows);
        await this.#redirectLimit.spend(flow.organization);
      }
      await this.#deleteSurplus(flows);
      await this.#records.put(flow.state, flow);
    });
  }

  /** Deletes the flow of a `state` and resolves with it: of two callbacks with that `state`, one gets the flow (R16). */
  async delete(state: string): Promise<Flow | undefined> {
    if (!STATE.test(state)) return undefined;
    const deleted = await this.#records.delete(state);
    const flow = attempt(() => parseFlow(deleted));
    return flow !== undefined && isFlowAlive(flow, this.#platform.now()) ? flow : undefined;
  }

  /** Deletes every flow that `matches`: a callback that arrives later has no effect. */
  async clear(matches: (flow: Flow) => boolean): Promise<void> {
    const matching = (await this.#all()).filter(matches);
    await Promise.all(matching.map(({ state }) => this.#records.delete(state)));
  }

  /** The organizations with a sign-in in progress. */
  async pendingOrganizationIds(): Promise<ReadonlySet<string>> {
    const recent = (await this.#all()).filter((flow) => this.#isRecent(flow));
    return new Set(recent.flatMap((flow) => (flow.organization === null ? [] : [flow.organization.id])));
  }

  /** One tab per organization signs in automatically; the others wait for it (R23). */
  #assertNoOtherPrompt(request: Flow, flows: readonly Flow[]): void {
    const id = request.organization?.id;
    const isPrompting = flows.some(
      (flow) => flow.organization?.id === id && flow.tab !== request.tab && this.#isRecent(flow),
    );
    if (isPrompting) {
      throw new KeyringError('authorization_in_progress', 'Another tab is signing in to this organization.', {
        organizationSlug: request.organization?.slug ?? null,
      });
    }
  }

  async #all(): Promise<readonly Flow[]> {
    const flows = (await this.#records.values()).map((value) => attempt(() => parseFlow(value)));
    return flows.filter((flow) => flow !== undefined);
  }

  async #deleteSurplus(flows: readonly Flow[]): Promise<void> {
    const oldestFirst = [...flows].sort((a, b) => a.startedAt - b.startedAt);
    const surplus = oldestFirst.filter(
      (flow, index) => !isFlowAlive(flow, this.#platform.now()) || index <= flows.length - FLOW_LIMIT,
    );
    await Promise.all(surplus.map((flow) => this.#records.delete(flow.state)));
  }

  #isRecent(flow: Flow): boolean {
    return isWithin(PROMPT_PATIENCE, flow.startedAt, this.#platform.now());
  }
}
