import { KeyringError } from '../../protocol/errors.ts';
import { attempt } from '../../protocol/parse.ts';
import type { KeyringPaths } from '../../protocol/paths.ts';
import type { Platform } from '../ports/platform.ts';
import type { RecordStore } from '../ports/stores.ts';
import { FinishedFlows } from './finished-flows.ts';
import { FLOW_LIMIT, type Flow, isFlowAlive, parseFlow } from './flow.ts';
import type { RedirectLimit } from './redirect-limit.ts';

/** Another tab's login counts as under way that long, ms. */
const PROMPT_PATIENCE = 2 * 60_000;

/** What `createFlow` makes a `state` of: 32 bytes in base64url. */
const STATE = /^[A-Za-z0-9_-]{43}$/;

/** How long a flow waits for another tab's to be kept, ms, before it goes on without the lock. */
const LOCK_PATIENCE = 2_000;

/** What flows are kept with. */
export interface FlowsParts {
  readonly records: RecordStore;
  readonly redirectLimit: RedirectLimit;
  readonly platform: Platform;
  readonly paths: KeyringPaths;
}

/** The authorizations under way: how many there may be, and who may begin one. */
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
   * Keeps a flow, durable when this resolves.
   *
   * @throws KeyringError `authorization_in_progress`: another tab asks already; `authorization_limited`: a loop
   */
  keep(flow: Flow): Promise<void> {
    // Of two tabs that ask at the same moment, the second has to see the first one's flow.
    return this.#platform.withLock('keyring-sign-in', LOCK_PATIENCE, async () => {
      const flows = await this.#all();
      if (flow.trigger === 'automatic') {
        this.#assertNoOtherPrompt(flow, flows);
        await this.#redirectLimit.spend(flow.organization);
      }
      await this.#makeRoom(flows);
      await this.#records.put(flow.state, flow);
    });
  }

  /** Uses up the flow of a `state`: of two callbacks that name it, one gets it (R16). */
  async take(state: string): Promise<Flow | undefined> {
    if (!STATE.test(state)) return undefined;
    const taken = await this.#records.delete(state);
    const flow = attempt(() => parseFlow(taken));
    return flow !== undefined && isFlowAlive(flow, this.#platform.now()) ? flow : undefined;
  }

  /** Voids flows: a callback of theirs that arrives later finds nothing. */
  async void(isVoided: (flow: Flow) => boolean): Promise<void> {
    const voided = (await this.#all()).filter(isVoided);
    await Promise.all(voided.map(({ state }) => this.#records.delete(state)));
  }

  /** The organizations that somebody is signing in to right now. */
  async pendingOrganizationIds(): Promise<ReadonlySet<string>> {
    const recent = (await this.#all()).filter((flow) => this.#isRecent(flow));
    return new Set(recent.flatMap((flow) => (flow.organization === null ? [] : [flow.organization.id])));
  }

  /** One tab asks for a login per organization; the others wait for it (R23). */
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

  async #makeRoom(flows: readonly Flow[]): Promise<void> {
    const oldestFirst = [...flows].sort((a, b) => a.startedAt - b.startedAt);
    const surplus = oldestFirst.filter(
      (flow, index) => !isFlowAlive(flow, this.#platform.now()) || index <= flows.length - FLOW_LIMIT,
    );
    await Promise.all(surplus.map((flow) => this.#records.delete(flow.state)));
  }

  #isRecent(flow: Flow): boolean {
    return Math.abs(this.#platform.now() - flow.startedAt) < PROMPT_PATIENCE;
  }
}
