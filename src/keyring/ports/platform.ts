/** What the core needs from its environment. Tests pass a fake, so time, randomness and locks are arguments. */
export interface Platform {
  /** Wall clock, ms since the epoch. It may jump in either direction, so it ends no session by itself (R53). */
  now(): number;
  /** A clock that never jumps, ms since some moment in the past: for deadlines. */
  monotonicNow(): number;
  /** Uniform in [0, 1), for jitter. */
  random(): number;
  /** Cryptographically random bytes. */
  randomBytes(length: number): Uint8Array<ArrayBuffer>;
  sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>;
  /** Resolves after `ms`. */
  delay(ms: number): Promise<void>;
  /** Whether the device reports a network: a hint that chooses words and times, never whether a request is sent (R53). */
  isOnline(): boolean;
  /** Keeps the process alive for background work (`ExtendableEvent.waitUntil`); `work` never rejects. */
  background(work: Promise<void>): void;
  /**
   * Runs `task` while holding a lock that every worker version and tab shares, or without it after `patience` ms.
   * A page can steal or hold any lock, so the lock only saves work: the store's generation decides (R28).
   */
  withLock<T>(name: string, patience: number, task: () => Promise<T>): Promise<T>;
}
