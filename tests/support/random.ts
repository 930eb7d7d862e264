/** Random numbers that can be had again: the seed is printed, and `SEED` in the environment sets it. */
export class SeededRandom {
  readonly seed: number;
  #state: number;

  constructor(seed = Number(process.env.SEED) || Math.floor(Math.random() * 2 ** 32)) {
    this.seed = seed;
    this.#state = seed;
  }

  /** Uniform in [0, 1). The generator is mulberry32: short, and good enough to choose moments. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let bits = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A number from `least` up to `most`. */
  between(least: number, most: number): number {
    return least + (most - least) * this.next();
  }
}
