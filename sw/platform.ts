import type { Platform } from '../src/keyring/ports/platform.ts';

/**
 * Work that outlives the event that began it. Requests and messages extend their lifetime until it has ended, so the
 * browser keeps the worker. No response and no activation waits for it.
 */
export class BackgroundWork {
  readonly #tasks = new Set<Promise<void>>();

  add(task: Promise<void>): void {
    this.#tasks.add(task);
    task.finally(() => this.#tasks.delete(task)).catch(() => {});
  }

  /**
   * Begins work after a delay. Until then no event counts it as work in progress, because a new version of the worker
   * takes over only when the events of the old one have ended. A worker that is stopped before then does not begin it.
   *
   * @param delay ms
   */
  defer(delay: number, work: () => Promise<void>): void {
    setTimeout(() => this.add(work()), delay);
  }

  /** Resolves when all work has ended, including work that was added meanwhile. */
  async settled(): Promise<void> {
    while (this.#tasks.size > 0) await Promise.allSettled(this.#tasks);
  }
}

/** The platform of a real service worker. */
export function createPlatform(background: BackgroundWork): Platform {
  return {
    now: () => Date.now(),
    monotonicNow: () => performance.now(),
    random: () => Math.random(),
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    sha256: async (bytes) => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)),
    delay: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    isOnline: () => navigator.onLine,
    background: (work) => background.add(work),
    withLock,
  };
}

async function withLock<T>(name: string, patience: number, task: () => Promise<T>): Promise<T> {
  let running: Promise<T> | undefined;
  const run = (): Promise<T> => {
    running ??= task();
    return running;
  };
  try {
    return await navigator.locks.request(name, { signal: AbortSignal.timeout(patience) }, run);
  } catch (error) {
    // The lock was not released in time, or a page stole it during the task. The task still runs once.
    if (error instanceof DOMException) return run();
    throw error;
  }
}
