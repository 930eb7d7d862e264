import type { Platform } from '../ports/platform.ts';

/** How long a turn excludes the next one, ms. A request that hangs must not block other organizations (R35). */
const TURN_LIMIT = 3_000;
/** Longest wait for a turn of another worker, ms. Then the refresh goes on: the store's generation decides (R28). */
const LOCK_PATIENCE = 3_000;

interface Turn {
  readonly started: Promise<void>;
  readonly ended: Promise<void>;
}

/**
 * One request at a time per credential: each needs the refresh token that the one before it has brought. Turns only save
 * work, so a turn that takes too long does not exclude the next one.
 */
export class Turns {
  readonly #platform: Platform;
  readonly #last = new Map<string, Turn>();

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  /** Runs `task` when it is the turn of the credential. @param patience longest wait for another worker, ms */
  take<T>(credentialId: string, patience: number, task: () => Promise<T>): Promise<T> {
    const before = this.#last.get(credentialId);
    const started = before === undefined ? Promise.resolve() : this.#isOver(before);
    const limit = Math.min(LOCK_PATIENCE, patience);
    const result = started.then(() =>
      this.#platform.withLock(`keyring-refresh:${credentialId}`, limit, task),
    );
    const turn: Turn = { started, ended: result.then(ignore, ignore) };
    this.#last.set(credentialId, turn);
    void turn.ended.then(() => {
      if (this.#last.get(credentialId) === turn) this.#last.delete(credentialId);
    });
    return result;
  }

  #isOver({ started, ended }: Turn): Promise<void> {
    return Promise.race([ended, started.then(() => this.#platform.delay(TURN_LIMIT))]);
  }
}

function ignore(): void {}
