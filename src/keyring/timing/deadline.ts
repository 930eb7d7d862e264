import type { Platform } from '../ports/platform.ts';

/**
 * How long a page that opens an organization waits for newer data, ms: once for the look-up of the slug, and once for the
 * refresh of an expired token. Both continue in the background.
 */
export const PAGE_PATIENCE = 250;

/**
 * The time limit of one piece of work, with all its attempts and waits. It runs on the monotonic clock, so a device clock
 * that jumps neither extends nor ends it.
 *
 * @example
 * const deadline = new Deadline(platform, RETRY_BUDGET);
 * await send(request, Math.min(REQUEST_TIMEOUT, deadline.remaining));
 */
export class Deadline {
  readonly #platform: Pick<Platform, 'monotonicNow'>;
  readonly #endsAt: number;

  /** @param duration ms from now */
  constructor(platform: Pick<Platform, 'monotonicNow'>, duration: number) {
    this.#platform = platform;
    this.#endsAt = platform.monotonicNow() + duration;
  }

  /** The time that is left, ms; 0 after the end. */
  get remaining(): number {
    return Math.max(0, this.#endsAt - this.#platform.monotonicNow());
  }
}
