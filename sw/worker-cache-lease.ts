import type { CacheLease } from '../src/storage/cache-lease.ts';

/** Name of the Web Lock that the holder of the lease has, and of the channel on which another worker requests it. */
const LEASE = 'keyring-cache';
/** Longest wait for another worker to give the lease up, ms. A page can hold the lock too, but never a worker's records. */
const PATIENCE = 2_000;

/**
 * The lease among all versions of the worker: a Web Lock, which the browser releases when a worker ends. A worker that
 * writes requests the lock on a channel; the holder clears its records first, ends its writes and then releases the lock.
 */
export class WorkerCacheLease implements CacheLease {
  /** Created with the first request: no other worker can ask for a lease that this one does not have. */
  #channel: BroadcastChannel | undefined;
  readonly #listeners: (() => void)[] = [];
  #release: (() => void) | undefined;
  /** The writes that began while this worker held the lock. */
  readonly #writing = new Set<Promise<unknown>>();
  /** Settles when this worker gets the lock. `undefined`: it does not wait for it. */
  #requested: Promise<void> | undefined;
  /** Whether the lock was not released in time. Later writes do not wait again. */
  #isBlocked = false;
  /** Whether another worker asked for the lease before this one had it. It does not ask again. */
  #isWanted = false;

  get isHeld(): boolean {
    return this.#release !== undefined;
  }

  /** Requests the lease and waits until no other worker holds it, or until a limit has passed. */
  async take(): Promise<void> {
    if (this.isHeld) return;
    const granted = this.request();
    this.#channel?.postMessage(null);
    if (this.#isBlocked) return;
    await Promise.race([granted, timeout(PATIENCE)]);
    this.#isBlocked = !this.isHeld;
  }

  async hold<T>(write: () => Promise<T>): Promise<T> {
    await this.take();
    const writing = write();
    if (!this.isHeld) return writing;
    this.#writing.add(writing);
    return writing.finally(() => this.#writing.delete(writing));
  }

  onClear(clear: () => void): void {
    this.#listeners.push(clear);
  }

  /** Clears every cached record: the database was closed or deleted, or another worker changes records. */
  readonly clear = (): void => {
    for (const clear of this.#listeners) clear();
  };

  /** Ends the lease: another worker writes. This worker reads from the store until it is granted the lease again. */
  end(): void {
    const release = this.#release;
    if (release === undefined) {
      this.#isWanted = true;
      return;
    }
    this.#release = undefined;
    this.#requested = undefined;
    this.clear();
    void Promise.allSettled(this.#writing).then(release);
    // The lock is granted in the order of the requests, so the worker that writes comes first.
    void this.request();
  }

  /** Requests the lease. Resolves when this worker holds it: at once, or when another worker gives it up or ends. */
  request(): Promise<void> {
    if (this.#channel === undefined) {
      this.#channel = new BroadcastChannel(LEASE);
      this.#channel.addEventListener('message', () => this.end());
    }
    this.#requested ??= new Promise((resolve) => {
      const hold = (): Promise<void> =>
        new Promise((release) => {
          this.#release = release;
          this.#isBlocked = false;
          resolve();
          // The write that waited for the lease begins before.
          if (this.#isWanted) setTimeout(() => this.end(), 0);
          this.#isWanted = false;
        });
      // A page can steal the lock. Then this worker no longer knows who else writes.
      navigator.locks.request(LEASE, hold).catch(() => this.end());
    });
    return this.#requested;
  }
}

function timeout(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
