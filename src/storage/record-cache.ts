import type { CacheLease } from './cache-lease.ts';

/** Stored records with their keys. */
type Entries<T> = readonly (readonly [key: string, record: T])[];

/**
 * Records in memory, each the same as the stored one. The store decides every write; the cache only saves reads. A record
 * that changes while it is read is not cached, so no earlier value comes back after a change.
 */
export class RecordCache<T> {
  readonly #lease: CacheLease;
  /** In the order in which they were read. `undefined`: the record is changing. */
  readonly #records = new Map<string, T | undefined>();
  /** The latest write in progress of each key. */
  readonly #writing = new Map<string, object>();
  #writesInProgress = 0;
  /** Counts the beginning and the end of each write, and each loss of the records. */
  #changes = 0;
  #clearings = 0;
  /** Whether every stored record is cached. */
  #isComplete = false;
  /** The reading of every record that is in progress, and the count of changes when it began. */
  #reading: { readonly changes: number; readonly entries: Promise<Entries<T>> } | undefined;

  constructor(lease: CacheLease) {
    this.#lease = lease;
    lease.onClear(() => this.#clear());
  }

  /** The cached record of a key, or else what `load` reads. */
  async read(key: string, load: () => Promise<T>): Promise<T> {
    const cached = this.#records.get(key);
    if (cached !== undefined) return cached;
    const before = this.#changesWhileHeld();
    const loaded = await load();
    if (this.#isCurrent(before)) this.#records.set(key, loaded);
    return loaded;
  }

  /** Every record, in the order of the store; later ones follow. */
  async readAll(load: () => Promise<Entries<T>>): Promise<readonly T[]> {
    if (!this.#isComplete || this.#writesInProgress > 0) {
      const before = this.#changesWhileHeld();
      const loaded = await this.#loadAll(before, load);
      if (!this.#isCurrent(before)) return loaded.map(([, record]) => record);
      this.#records.clear();
      for (const [key, record] of loaded) this.#records.set(key, record);
      this.#isComplete = true;
    }
    return [...this.#records.values()].filter((record) => record !== undefined);
  }

  /**
   * Writes a record. From the call on, no read returns the earlier record from memory.
   *
   * @param record the record that `write` writes
   * @param write writes to the store, and resolves with whether it did
   * @returns what `write` resolves with
   */
  async write(key: string, record: T | undefined, write: () => Promise<boolean>): Promise<boolean> {
    const turn = {};
    const clearings = this.#clearings;
    this.#writing.set(key, turn);
    this.#writesInProgress += 1;
    this.#changes += 1;
    this.#delete(key);
    let isWritten = false;
    try {
      isWritten = await this.#lease.hold(write);
      return isWritten;
    } finally {
      this.#writesInProgress -= 1;
      this.#changes += 1;
      this.#delete(key);
      // Of two writes at the same time only the store knows the later one.
      const isLatest = this.#writing.get(key) === turn;
      if (isLatest) this.#writing.delete(key);
      const isKnown = isWritten && isLatest && clearings === this.#clearings && this.#lease.isHeld;
      if (!isKnown) this.#isComplete = false;
      else if (record === undefined) this.#records.delete(key);
      else this.#records.set(key, record);
    }
  }

  /** Two that read every record at the same time, with no change between their beginnings, read them once. */
  async #loadAll(changes: number | undefined, load: () => Promise<Entries<T>>): Promise<Entries<T>> {
    if (changes === undefined || this.#writesInProgress > 0) return load();
    if (this.#reading?.changes === changes) return this.#reading.entries;
    const reading = { changes, entries: load() };
    this.#reading = reading;
    try {
      return await reading.entries;
    } finally {
      if (this.#reading === reading) this.#reading = undefined;
    }
  }

  /** `undefined`: another worker may write now, so a read that begins now is not cached even if it ends with the lease. */
  #changesWhileHeld(): number | undefined {
    return this.#lease.isHeld ? this.#changes : undefined;
  }

  #isCurrent(changesBefore: number | undefined): boolean {
    return this.#changes === changesBefore && this.#writesInProgress === 0 && this.#lease.isHeld;
  }

  /** Keeps the record's place in the order. */
  #delete(key: string): void {
    if (this.#records.has(key)) this.#records.set(key, undefined);
  }

  #clear(): void {
    this.#records.clear();
    this.#isComplete = false;
    this.#changes += 1;
    this.#clearings += 1;
  }
}
