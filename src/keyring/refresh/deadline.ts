import type { Platform } from '../ports/platform.ts';

/**
 * How long a page that opens an organization waits for what is newer than what this device knows, ms: for the look-up of
 * the slug, and again for the refresh of an expired token. Both go on in the background.
 */
export const PAGE_PATIENCE = 250;

/**
 * The time that one piece of work has for all its attempts and waits together. It runs on the monotonic clock: a device
 * clock that jumps neither stretches nor ends it.
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

  /** What is left, ms; 0 when the time is up. */
  get remaining(): number {
    return Math.max(0, this.#endsAt - this.#platform.monotonicNow());
  }
}
