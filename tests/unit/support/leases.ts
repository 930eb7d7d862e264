import type { CacheLease } from '../../../src/storage/cache-lease.ts';

/** The leases of several workers, in memory: the worker that took the lease last holds it. */
export class MemoryLeases {
  readonly #members = new Set<MemoryLease>();

  /** Adds a worker. It holds the lease if no other worker does. */
  join(): MemoryLease {
    const lease = new MemoryLease(() => this.#members);
    this.#members.add(lease);
    if ([...this.#members].every(({ isHeld }) => !isHeld)) lease.isHeld = true;
    return lease;
  }
}

/** The lease of one worker. */
class MemoryLease implements CacheLease {
  isHeld = false;
  readonly #members: () => Iterable<MemoryLease>;
  readonly #listeners: (() => void)[] = [];

  constructor(members: () => Iterable<MemoryLease>) {
    this.#members = members;
  }

  async hold<T>(write: () => Promise<T>): Promise<T> {
    if (!this.isHeld) for (const other of this.#members()) other.#end();
    this.isHeld = true;
    return write();
  }

  onClear(clear: () => void): void {
    this.#listeners.push(clear);
  }

  #end(): void {
    this.isHeld = false;
    for (const clear of this.#listeners) clear();
  }
}
