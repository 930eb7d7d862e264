/** Number of ids that are stored: more than a server replays after a reconnection, and about 100 kB at most. */
const CAPACITY = 2_000;

/** The latest ids of a stream's events, to recognise an event that is delivered again. The oldest are deleted. */
export class RecentIds {
  readonly #ids = new Set<string>();

  /** @returns whether the id is new; an event without an id (empty) always is */
  add(id: string): boolean {
    if (id === '') return true;
    const isNew = !this.#ids.delete(id);
    this.#ids.add(id);
    const [oldest] = this.#ids;
    if (this.#ids.size > CAPACITY && oldest !== undefined) this.#ids.delete(oldest);
    return isNew;
  }
}
