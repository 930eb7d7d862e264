import type { StorageState } from '../protocol/messages.ts';

/** Whether the data of all tables is on the disk. */
export class Durability {
  readonly #failing = new Set<string>();
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get state(): StorageState {
    return this.#failing.size === 0 ? 'durable' : 'memory';
  }

  /** Records the result of a table's last operation. */
  report(table: string, isDurable: boolean): void {
    const before = this.state;
    if (isDurable) this.#failing.delete(table);
    else this.#failing.add(table);
    if (this.state !== before) this.#onChange();
  }
}
