import type { Urgency } from '../timing/authentication-budget.ts';

/**
 * How long background refreshes skip an organization after a failure, ms: other organizations come first. It doubles with
 * each further failure, so that a long outage is not prolonged by all devices together (docs/performance.md, fleet).
 */
const BACKGROUND_COOLDOWN = 60_000;
const LONGEST_BACKGROUND_COOLDOWN = 300_000;

/** The time, ms since the epoch, in which no request goes to an organization's token endpoint. */
interface Cooldown {
  readonly from: number;
  readonly until: number;
  /** Length for background refreshes, ms. */
  readonly background: number;
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
    const before = this.#cooldowns.get(organizationId);
    // Failures of callers that wait, within one cooldown, count once.
    const isFurther = before !== undefined && now >= before.from + before.background;
    const background = Math.min(
      (before?.background ?? BACKGROUND_COOLDOWN) * (isFurther ? 2 : 1),
      LONGEST_BACKGROUND_COOLDOWN,
    );
    this.#cooldowns.set(organizationId, { from: now, until: now + cooldown, background });
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
    const { from, until, background } = cooldown;
    return Math.max(0, (urgency === 'waiting' ? until : Math.max(until, from + background)) - now);
  }
}
