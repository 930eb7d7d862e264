/** The same inputs each time. Other seeds explore others, for example FUZZ_SEED=$RANDOM. */
export const FUZZ_SEED = Number(process.env.FUZZ_SEED ?? 20_261_126);

/** Chance that can be repeated (mulberry32), and what fuzzers draw from it. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** Uniform in [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  pick<T>(items: readonly [T, ...T[]]): T {
    return items[this.below(items.length)] ?? items[0];
  }

  /** Changes a text in one place: cuts, doubles, replaces, inserts, or turns a piece around. */
  mutate(text: string, pieces: readonly [string, ...string[]]): string {
    const at = this.below(text.length + 1);
    const end = Math.min(text.length, at + this.below(6));
    const [before, middle, after] = [text.slice(0, at), text.slice(at, end), text.slice(end)];
    switch (this.below(6)) {
      case 0:
        return before + after;
      case 1:
        return before + middle + middle + after;
      case 2:
        return before + this.pick(pieces) + after;
      case 3:
        return before + this.pick(pieces) + middle + after;
      case 4:
        return before + [...middle].reverse().join('') + after;
      default:
        return before + this.pick([middle.toUpperCase(), encodeURIComponent(toWellFormed(middle))]) + after;
    }
  }
}

/** A cut can leave half of a surrogate pair, which cannot be percent-encoded. */
function toWellFormed(text: string): string {
  return new TextDecoder().decode(new TextEncoder().encode(text));
}
