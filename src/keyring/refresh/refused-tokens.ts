import type { Platform } from '../ports/platform.ts';
import { isWithin } from '../timing/is-within.ts';

/** How long a refused replacement token is not replaced again, ms. */
const REFUSAL_LIFETIME = 30_000;

interface Refusal {
  readonly accessToken: string;
  readonly at: number;
}

/**
 * Replacement tokens that an API refused as well. Such an API refuses every token, and replacing each of them would use
 * up the provider's rate limit, which all organizations share. The record ends with the worker, which costs one refresh.
 */
export class RefusedTokens {
  readonly #platform: Pick<Platform, 'now'>;
  readonly #byOrganization = new Map<string, Refusal>();

  constructor(platform: Pick<Platform, 'now'>) {
    this.#platform = platform;
  }

  add(organizationId: string, accessToken: string): void {
    this.#byOrganization.set(organizationId, { accessToken, at: this.#platform.now() });
  }

  /** Whether an API refused this token within {@link REFUSAL_LIFETIME}, although it was a replacement. */
  has(organizationId: string, accessToken: string): boolean {
    const refusal = this.#byOrganization.get(organizationId);
    if (refusal?.accessToken !== accessToken) return false;
    return isWithin(REFUSAL_LIFETIME, refusal.at, this.#platform.now());
  }
}
