import type { Platform } from '../ports.ts';
import type { Session } from './session.ts';

/** How long a token that took the place of a refused one is not replaced itself, ms. */
const PATIENCE = 30_000;

interface Replacement {
  readonly accessToken: string;
  readonly at: number;
}

/**
 * The tokens that took the place of those an API refused. An API that refuses one of them as well refuses whatever it
 * gets: replacing each in turn would spend AuthKit's rate limit, which all organizations share. A worker that ends
 * forgets this, and it costs one refresh.
 */
export class Replacements {
  readonly #platform: Pick<Platform, 'now'>;
  readonly #byOrganization = new Map<string, Replacement>();

  constructor(platform: Pick<Platform, 'now'>) {
    this.#platform = platform;
  }

  /** Remembers what a session has become because an API refused its token. */
  note(session: Session): void {
    if (session.status !== 'active') return;
    const { accessToken } = session.tokens;
    this.#byOrganization.set(session.organizationId, { accessToken, at: this.#platform.now() });
  }

  /** Whether this token took another one's place a moment ago. A token that came otherwise never did. */
  isRecent(organizationId: string, accessToken: string): boolean {
    const replacement = this.#byOrganization.get(organizationId);
    if (replacement?.accessToken !== accessToken) return false;
    return Math.abs(this.#platform.now() - replacement.at) < PATIENCE;
  }
}
