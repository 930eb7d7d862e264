import type { User } from './people.ts';
import { secret } from './secret.ts';

/** Lifetime of an invitation: WorkOS's default of seven days, ms. */
const LIFETIME = 7 * 24 * 3_600_000;

/** An invitation of a user to an organization. */
export interface Invitation {
  readonly user: User;
  readonly organizationId: string;
  readonly expiresAt: number;
}

/** The pending invitations, by token. An invitation can be accepted once. */
export class Invitations {
  readonly #pending = new Map<string, Invitation>();

  /** @returns the token of the invitation link */
  send(user: User, organizationId: string, now: number): string {
    const token = secret('inv_');
    this.#pending.set(token, { user, organizationId, expiresAt: now + LIFETIME });
    return token;
  }

  get(token: string, now: number): Invitation | undefined {
    const invitation = this.#pending.get(token);
    return invitation !== undefined && now < invitation.expiresAt ? invitation : undefined;
  }

  accept(token: string): void {
    this.#pending.delete(token);
  }
}
