/**
 * The right to cache records in memory. One worker of the origin holds it at a time, and every write waits until no other
 * worker holds it. So two versions of the worker that run at the same time never use a record that the other one changed.
 */
export interface CacheLease {
  /** Whether this worker holds the lease now. */
  readonly isHeld: boolean;
  /**
   * Writes once no other worker holds the lease, or a limit has passed. No other worker gets the lease during the write: it
   * would keep the record that this write replaces.
   */
  hold<T>(write: () => Promise<T>): Promise<T>;
  /** Calls `clear` when the lease ends or the database closes: from then on cached records may be outdated. */
  onClear(clear: () => void): void;
}
