import { KeyringError } from '../../protocol/errors.ts';
import { CHAIN_LIMIT } from '../../protocol/messages.ts';
import type { KeyringPaths } from '../../protocol/paths.ts';
import type { Organization } from '../../protocol/session-status.ts';
import type { IdentityProvider } from '../ports/provider.ts';
import type { SessionChanges } from '../session/session-changes.ts';
import type { AuthenticationBudget } from '../timing/authentication-budget.ts';
import type { Flow, QueuedOrganization } from './flow.ts';

/** The next sign-in of several. */
export type ChainedRequest = Pick<
  Flow,
  'organization' | 'returnTo' | 'loginHint' | 'tab' | 'prompt' | 'trigger' | 'queue' | 'chained'
>;

/** What a chain needs. */
export interface SignInChainParts {
  readonly changes: SessionChanges;
  readonly budget: AuthenticationBudget;
  readonly provider: Pick<IdentityProvider, 'capabilities'>;
  readonly paths: KeyringPaths;
}

/**
 * Several sign-ins in one navigation: each callback leads to the next. A provider without `silentReauthorize` would show a
 * login page for each, so there the navigation ends after the first.
 */
export class SignInChain {
  readonly #parts: SignInChainParts;

  constructor(parts: SignInChainParts) {
    this.#parts = parts;
  }

  /**
   * Prepares the first sign-in so that the others follow it.
   *
   * @throws KeyringError `temporarily_unavailable`: the provider's rate limit has no room before `retryAfter` (s)
   */
  async begin(
    following: readonly Organization[],
    returnTo: string,
  ): Promise<Pick<Flow, 'queue' | 'chained'>> {
    const { changes, provider, paths } = this.#parts;
    if (returnTo === paths.signInProgress) await this.#assertRoom();
    if (!provider.capabilities.silentReauthorize) return { queue: [], chained: 1 };
    const generations = await changes.generations();
    const queue = following.map(
      (organization): QueuedOrganization => ({
        organization,
        generation: generations.get(organization.id) ?? 0,
      }),
    );
    return { queue, chained: 1 };
  }

  /** The sign-in after this one. `undefined`: none is left, or the navigation has to end here. */
  async nextAfter(flow: Flow): Promise<ChainedRequest | undefined> {
    const { changes, budget, provider } = this.#parts;
    if (!provider.capabilities.silentReauthorize || flow.chained >= CHAIN_LIMIT) return undefined;
    if ((await budget.timeUntilRoom()) > 0) return undefined;
    const generations = await changes.generations();
    // An organization that the user has signed in to, or out of, in the meantime is skipped.
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
    const wait = await this.#parts.budget.timeUntilRoom();
    if (wait === 0) return;
    throw new KeyringError(
      'temporarily_unavailable',
      'Too many sign-ins within a minute. Wait, then continue.',
      { retryAfter: Math.ceil(wait / 1000) },
    );
  }
}
