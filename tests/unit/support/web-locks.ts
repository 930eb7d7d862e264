type Holder = (lock: object | null) => Promise<unknown>;
interface LockOptions {
  readonly signal?: AbortSignal;
  readonly ifAvailable?: boolean;
}

/** Exclusive Web Locks in memory: one holder per name, the others in their order. */
export class MemoryLocks {
  readonly #queues = new Map<string, Promise<unknown>>();

  readonly request = async (name: string, options: LockOptions | Holder, task?: Holder): Promise<unknown> => {
    const holder = typeof options === 'function' ? options : task;
    const { signal, ifAvailable = false } = typeof options === 'function' ? {} : options;
    if (holder === undefined) throw new TypeError('A lock needs a holder.');
    const before = this.#queues.get(name);
    if (ifAvailable && before !== undefined) return holder(null);
    const turn = Promise.resolve(before).then(() => {
      signal?.throwIfAborted();
      return holder({});
    });
    const settled = turn.then(
      () => {},
      () => {},
    );
    this.#queues.set(name, settled);
    void settled.then(() => {
      if (this.#queues.get(name) === settled) this.#queues.delete(name);
    });
    return turn;
  };
}
