import { KeyringError } from '../../protocol/errors.ts';
import { CHAIN_LIMIT } from '../../protocol/messages.ts';
import type { KeyringPaths } from '../../protocol/paths.ts';
import type { Organization } from '../../protocol/session-status.ts';
import type { AuthenticationBudget } from '../refresh/authentication-budget.ts';
import type { SessionChanges } from '../session/session-changes.ts';
import type { Flow, QueuedOrganization } from './flow.ts';

/** What the next authorization of several is begun with. */
export type ChainedRequest = Pick<
  Flow,
  'organization' | 'returnTo' | 'loginHint' | 'tab' | 'prompt' | 'trigger' | 'queue' | 'chained'
>;

/** Several authorizations in one navigation, each callback leading to the next. */
export class SignInChain {
  readonly #changes: SessionChanges;
  readonly #budget: AuthenticationBudget;
  readonly #paths: KeyringPaths;

  constructor(changes: SessionChanges, budget: AuthenticationBudget, paths: KeyringPaths) {
    this.#changes = changes;
    this.#budget = budget;
    this.#paths = paths;
  }

  /**
   * What a first authorization is begun with so that the others follow it.
   *
   * @throws KeyringError `temporarily_unavailable`: the provider's rate limit has no room before `retryAfter` (s)
   */
  async begin(
    following: readonly Organization[],
    returnTo: string,
  ): Promise<Pick<Flow, 'queue' | 'chained'>> {
    if (returnTo === this.#paths.signInProgress) await this.#assertRoom();
    const generations = await this.#changes.generations();
    const queue = following.map(
      (organization): QueuedOrganization => ({
        organization,
        generation: generations.get(organization.id) ?? 0,
      }),
    );
    return { queue, chained: 1 };
  }

  /** The authorization that comes after this one. `undefined`: there is none, or the navigation has to end here. */
  async nextAfter(flow: Flow): Promise<ChainedRequest | undefined> {
    if (flow.chained >= CHAIN_LIMIT || (await this.#budget.pause()) > 0) return undefined;
    const generations = await this.#changes.generations();
    // What somebody signed in to, or out of, meanwhile is left alone.
    const [next, ...queue] = flow.queue.filter(
      ({ organization, generation }) => (generations.get(organization.id) ?? 0) === generation,
    );
    if (next === undefined) return undefined;
    const { returnTo, loginHint, tab } = flow;
    const { organization } = next;
    const chained = flow.chained + 1;
    return { organization, returnTo, loginHint, tab, prompt: null, trigger: 'automatic', queue, chained };
  }

  async #assertRoom(): Promise<void> {
    const pause = await this.#budget.pause();
    if (pause === 0) return;
    throw new KeyringError(
      'temporarily_unavailable',
      'Too many sign-ins within a minute. Wait, then continue.',
      {
        retryAfter: Math.ceil(pause / 1000),
      },
    );
  }
}
