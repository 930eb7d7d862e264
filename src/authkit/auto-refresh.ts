/** How often a refresh that the app deferred is asked for again, ms: as `@workos-inc/authkit-js` does. */
const RETRY = 1_000;
/** How long a refresh gets before it is asked for again, ms. */
const PATIENCE = 10_000;
/** Longest time that a timer can wait, ms. */
const LONGEST = 2 ** 31 - 1;

/** What {@link AutoRefresh} calls. */
export interface AutoRefreshSteps {
  /** How long before the end of the access token it is refreshed, ms. */
  readonly buffer: number;
  /** Whether the app wants the refresh now. */
  readonly isWanted: () => boolean;
  readonly refresh: () => void;
}

/** Refreshes a session shortly before its access token ends, when the app agrees. */
export class AutoRefresh {
  readonly #steps: AutoRefreshSteps;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(steps: AutoRefreshSteps) {
    this.#steps = steps;
  }

  /** @param expiresAt end of the access token, ms since the epoch; `undefined`: there is no session */
  schedule(expiresAt: number | undefined): void {
    clearTimeout(this.#timer);
    if (expiresAt === undefined) return;
    this.#wait(Math.max(RETRY, expiresAt - this.#steps.buffer - Date.now()), expiresAt);
  }

  #wait(ms: number, expiresAt: number): void {
    this.#timer = setTimeout(() => this.#run(expiresAt), Math.min(ms, LONGEST));
  }

  #run(expiresAt: number): void {
    // The next state of the session schedules the next refresh; until then this one is tried again.
    const isDue = expiresAt - this.#steps.buffer <= Date.now();
    if (isDue && this.#steps.isWanted()) {
      this.#steps.refresh();
      this.#wait(PATIENCE, expiresAt);
    } else this.schedule(expiresAt);
  }
}
