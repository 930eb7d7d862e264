import { createHash } from 'node:crypto';
import type { Platform } from '../../../src/keyring/ports/platform.ts';

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Locks that several platforms can share, as tabs and worker versions share Web Locks. */
export class FakeLocks {
  /** A page stole every lock: no task waits for another. */
  areBroken = false;
  readonly #tails = new Map<string, Promise<void>>();

  /** @param patience begins the wait after which the task runs without the lock */
  async run<T>(name: string, task: () => Promise<T>, patience: () => Promise<void>): Promise<T> {
    if (this.areBroken) return task();
    const before = this.#tails.get(name);
    const running = (before === undefined ? Promise.resolve() : Promise.race([before, patience()])).then(
      task,
    );
    const ended = running.then(
      () => {},
      () => {},
    );
    const tail = Promise.all([before, ended]).then(() => {
      if (this.#tails.get(name) === tail) this.#tails.delete(name);
    });
    this.#tails.set(name, tail);
    return running;
  }
}

/** Time, chance, network and locks as a test wants them. Time stands still until {@link FakePlatform.advance}. */
export class FakePlatform implements Platform {
  time = Date.UTC(2026, 0, 15, 12);
  online = true;
  /** Source of `random()`; a test may put its own generator here. */
  random: () => number = () => 0.5;
  readonly backgroundWork: Promise<void>[] = [];
  readonly locks: FakeLocks;
  #counter = 0;
  #passed = 0;
  #sleepers: Sleeper[] = [];

  constructor(locks = new FakeLocks()) {
    this.locks = locks;
  }

  now(): number {
    return this.time;
  }

  /** Moved only by {@link FakePlatform.advance}: a test that sets {@link time} makes the wall clock jump. */
  monotonicNow(): number {
    return this.#passed;
  }

  /** Bytes that never repeat and can be foretold. */
  randomBytes(length: number): Uint8Array<ArrayBuffer> {
    this.#counter += 1;
    return new Uint8Array(
      createHash('sha512').update(`random ${this.#counter}`).digest().subarray(0, length),
    );
  }

  async sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(createHash('sha256').update(bytes).digest());
  }

  delay(ms: number): Promise<void> {
    return new Promise((wake) => this.#sleepers.push({ at: this.time + ms, wake }));
  }

  isOnline(): boolean {
    return this.online;
  }

  background(work: Promise<void>): void {
    this.backgroundWork.push(work);
  }

  withLock<T>(name: string, patience: number, task: () => Promise<T>): Promise<T> {
    return this.locks.run(name, task, () => this.delay(patience));
  }

  /** The number of pending delays. */
  get sleeping(): number {
    return this.#sleepers.length;
  }

  /** Moves the clock on, waking every sleeper at its own time. */
  async advance(ms: number): Promise<void> {
    const end = this.time + ms;
    await settle();
    for (;;) {
      const [next] = this.#sleepers.toSorted((a, b) => a.at - b.at);
      if (next === undefined || next.at > end) break;
      this.#sleepers = this.#sleepers.filter((sleeper) => sleeper !== next);
      this.#pass(next.at);
      next.wake();
      await settle();
    }
    this.#pass(end);
    await settle();
  }

  #pass(until: number): void {
    this.#passed += Math.max(0, until - this.time);
    this.time = Math.max(this.time, until);
  }
}

/** Resolves when everything that waits for nothing but promises has run. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
