import type { Platform } from '../ports/platform.ts';

/** How long a token that was refused although it was new is not replaced, ms. */
const PATIENCE = 30_000;

interface Refusal {
  readonly accessToken: string;
  readonly at: number;
}

/**
 * The tokens that an API refused although they had just come in a refused one's place. Such an API refuses whatever it
 * gets: replacing each in turn would spend the provider's rate limit, which all organizations share. A worker that ends
 * forgets this, and it costs one refresh.
 */
export class RefusedTokens {
  readonly #platform: Pick<Platform, 'now'>;
  readonly #byOrganization = new Map<string, Refusal>();

  constructor(platform: Pick<Platform, 'now'>) {
    this.#platform = platform;
  }

  note(organizationId: string, accessToken: string): void {
    this.#byOrganization.set(organizationId, { accessToken, at: this.#platform.now() });
  }

  /** Whether this very token was refused a moment ago, new as it was. */
  has(organizationId: string, accessToken: string): boolean {
    const refusal = this.#byOrganization.get(organizationId);
    if (refusal?.accessToken !== accessToken) return false;
    return Math.abs(this.#platform.now() - refusal.at) < PATIENCE;
  }
}
