import type { Urgency } from './authentication-budget.ts';

/** How long the background leaves an organization alone after a failure, ms, so that others get their turns. */
const PAUSE_BEHIND = 60_000;

/** The time, ms since the epoch, in which an organization's token endpoint is left alone. */
interface Pause {
  readonly from: number;
  readonly until: number;
}

/**
 * Leaves the token endpoint alone for a while after a refresh that failed, each organization for itself: while one is
 * in trouble, its calls are answered at once instead of waiting for what just failed, and no other's wait (R35).
 */
export class Breaker {
  readonly #pauses = new Map<string, Pause>();

  /** Whether the last refresh of this organization's session failed, as far as this worker knows. */
  isOpen(organizationId: string): boolean {
    return this.#pauses.has(organizationId);
  }

  /** After a failure. @param pause ms in which also those who wait are turned away */
  open(organizationId: string, now: number, pause: number): void {
    this.#pauses.set(organizationId, { from: now, until: now + pause });
  }

  /** After an answer. */
  close(organizationId: string): void {
    this.#pauses.delete(organizationId);
  }

  /** How long to leave an organization alone, ms; 0: it may be asked now. */
  remaining(organizationId: string, urgency: Urgency, now: number): number {
    const pause = this.#pauses.get(organizationId);
    // A clock that went back behind the failure has left the pause as well.
    if (pause === undefined || now < pause.from) return 0;
    const until = urgency === 'waiting' ? pause.until : Math.max(pause.until, pause.from + PAUSE_BEHIND);
    return Math.max(0, until - now);
  }
}
