/** A `Storage` in memory; stub `sessionStorage` or `localStorage` with it. */
export class MapStorage implements Storage {
  readonly #values = new Map<string, string>();

  /** @param from the values of another storage: a duplicated tab begins with a copy */
  constructor(from?: MapStorage) {
    if (from !== undefined) this.#values = new Map(from.#values);
  }

  get length(): number {
    return this.#values.size;
  }

  key(index: number): string | null {
    return [...this.#values.keys()][index] ?? null;
  }

  getItem(key: string): string | null {
    return this.#values.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.#values.set(key, value);
  }

  removeItem(key: string): void {
    this.#values.delete(key);
  }

  clear(): void {
    this.#values.clear();
  }
}
