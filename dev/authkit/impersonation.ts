import { secret } from './secret.ts';

/** Who acts as a user, in which organization and why. Source: WorkOS, "Impersonation". */
export interface Impersonation {
  readonly userId: string;
  readonly organizationId: string;
  readonly email: string;
  readonly reason: string | null;
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
