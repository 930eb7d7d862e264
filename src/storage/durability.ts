import type { StorageState } from '../protocol/messages.ts';

/** Whether everything the keyring keeps is on the disk, over all its tables. */
export class Durability {
  readonly #failing = new Set<string>();
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get state(): StorageState {
    return this.#failing.size === 0 ? 'durable' : 'memory';
  }

  /** What a table's last operation showed. */
  report(table: string, isDurable: boolean): void {
    const before = this.state;
    if (isDurable) this.#failing.delete(table);
    else this.#failing.add(table);
    if (this.state !== before) this.#onChange();
  }
}
