import type { Platform } from '../ports/platform.ts';

/** How long a turn excludes the next one, ms. A request that hangs must not block other organizations (R35). */
const TURN_LIMIT = 3_000;
/** Longest wait for a turn of another worker, ms. Then the refresh goes on: the store's generation decides (R28). */
const LOCK_PATIENCE = 3_000;

/**
 * One request at a time per credential: each needs the refresh token that the one before it has brought. Turns only save
 * work, so a turn that takes too long does not exclude the next one.
 */
export class Turns {
  readonly #platform: Platform;
  readonly #lasts = new Map<string, Promise<unknown>>();

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  /** Runs `task` when it is the turn of the credential. @param patience longest wait for another worker, ms */
  take<T>(credentialId: string, patience: number, task: () => Promise<T>): Promise<T> {
    const before = this.#lasts.get(credentialId) ?? Promise.resolve();
    const turn = before.then(() =>
      this.#platform.withLock(`keyring-refresh:${credentialId}`, Math.min(LOCK_PATIENCE, patience), task),
    );
    const ended = turn.then(ignore, ignore);
    const last = before
      .then(() => Promise.race([ended, this.#platform.delay(TURN_LIMIT)]))
      .finally(() => {
        if (this.#lasts.get(credentialId) === last) this.#lasts.delete(credentialId);
      });
    this.#lasts.set(credentialId, last);
    return turn;
  }
}

function ignore(): void {}
