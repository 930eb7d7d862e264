import { secret } from './secret.ts';

/** Who acts as a user, in which organization and why. Source: WorkOS, "Impersonation". */
export interface Impersonation {
  readonly userId: string;
  readonly organizationId: string;
  readonly email: string;
  readonly reason: string | null;
}

/** How long an impersonation lasts at WorkOS, ms. */
const LIFETIME = 3_600_000;

/**
 * Whether an impersonation has ended. All sessions that it started end together. @param since when its link was opened, ms
 */
export function isImpersonationOver(since: number, now: number): boolean {
  return now - since >= LIFETIME;
}

/** Impersonations that were started in the dashboard and not yet opened, by the secret of their link. */
export class Impersonations {
  readonly #started = new Map<string, Impersonation>();

  /** @returns the secret of the link */
  start(impersonation: Impersonation): string {
    const token = secret();
    this.#started.set(token, impersonation);
    return token;
  }

  /** Each link works once. */
  open(token: string): Impersonation | undefined {
    const impersonation = this.#started.get(token);
    this.#started.delete(token);
    return impersonation;
  }
}
