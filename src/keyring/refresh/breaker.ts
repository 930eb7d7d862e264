import type { Urgency } from '../timing/authentication-budget.ts';

/** How long background refreshes skip an organization after a failure, ms: other organizations come first. */
const BACKGROUND_COOLDOWN = 60_000;

/** The time, ms since the epoch, in which no request goes to an organization's token endpoint. */
interface Cooldown {
  readonly from: number;
  readonly until: number;
}

/**
 * A circuit breaker per organization. After a failed refresh, calls fail at once during the cooldown instead of waiting
 * for the same failure, and no other organization is affected (R35).
 */
export class Breaker {
  readonly #cooldowns = new Map<string, Cooldown>();

  /** Whether the last refresh of this organization's session failed, as far as this worker knows. */
  isOpen(organizationId: string): boolean {
    return this.#cooldowns.has(organizationId);
  }

  /** Records a failure. @param cooldown ms; it also holds for callers that wait */
  open(organizationId: string, now: number, cooldown: number): void {
    this.#cooldowns.set(organizationId, { from: now, until: now + cooldown });
  }

  /** Records that the provider responded. */
  close(organizationId: string): void {
    this.#cooldowns.delete(organizationId);
  }

  /** The rest of the cooldown, ms. 0: a request may be sent now. */
  remaining(organizationId: string, urgency: Urgency, now: number): number {
    const cooldown = this.#cooldowns.get(organizationId);
    // If the clock was set back to before the failure, the cooldown no longer applies.
    if (cooldown === undefined || now < cooldown.from) return 0;
    const { from, until } = cooldown;
    return Math.max(0, (urgency === 'waiting' ? until : Math.max(until, from + BACKGROUND_COOLDOWN)) - now);
  }
}
