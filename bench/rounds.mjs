// Rounds: each contestant is measured once per round, in a random order, and compared with one of them in that round.
import { median, percentile } from './lab.mjs';

/**
 * @typedef {object} Measured one contestant's turn
 * @property {number[]} times ms each
 * @property {number} [authorized] requests that the API found authorized
 * @property {number} [sent] all requests
 */

/**
 * Measures contestants in interleaved rounds. A ratio is the median of the ratios per round. In a fixed order each contestant would
 * always follow the same one, whose work may not have ended.
 *
 * @template {{ name: string }} T
 * @param {{ what: string, contestants: readonly T[], rounds: number, base: string, pairs?: readonly (readonly [string, string])[] }} plan
 *   `base`: the name that ratios refer to; `pairs`: more rows, each with a name and the name that its ratio refers to
 * @param {(contestant: T) => Promise<Measured>} run
 */
export async function measureRounds({ what, contestants, rounds, base: baseName, pairs = [] }, run) {
  const results = contestants.map(({ name }) => ({
    name,
    /** @type {number[]} */ times: [],
    /** One for each round. @type {number[]} */ centers: [],
    authorized: 0,
    sent: 0,
  }));
  for (let round = 0; round < rounds; round += 1) {
    for (const index of shuffled(contestants.length)) {
      const { times, authorized = 0, sent = 0 } = await run(contestants[index]);
      const result = results[index];
      result.times.push(...times);
      result.centers.push(center(times));
      result.authorized += authorized;
      result.sent += sent;
    }
  }
  const find = (/** @type {string} */ wanted) => {
    const found = results.find(({ name }) => name === wanted);
    if (found === undefined) throw new Error(`The contestant "${wanted}" is missing.`);
    return found;
  };
  return [
    ...results.map((result) => toRow(what, result, find(baseName))),
    ...pairs.map(([name, other]) => ({
      ...toRow(what, find(name), find(other)),
      name: `${what}: ${name} ÷ ${other}`,
    })),
  ];
}

/** The numbers below `length` in a random order. */
function shuffled(/** @type {number} */ length) {
  const keys = Array.from({ length }, (_, index) => ({ index, key: Math.random() }));
  return keys.toSorted((a, b) => a.key - b.key).map(({ index }) => index);
}

/**
 * The mean of the middle half. A page's clock has steps of 0.1 ms, which would be the steps of a median too: 3 % of a call.
 */
function center(/** @type {number[]} */ times) {
  const sorted = times.toSorted((a, b) => a - b);
  const outer = Math.floor((sorted.length + 1) / 4);
  const middle = sorted.slice(outer, sorted.length - outer);
  return middle.reduce((sum, time) => sum + time, 0) / middle.length;
}

/** @typedef {{ name: string, times: number[], centers: number[], authorized: number, sent: number }} Result */

function toRow(
  /** @type {string} */ what,
  /** @type {Result} */ { name, times, centers, authorized, sent },
  /** @type {Result} */ base,
) {
  const ratios = centers.map((value, round) => value / base.centers[round]);
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => percentile(ratios, share));
  return {
    name: `${what}: ${name}`,
    value: `${median(centers).toFixed(2)} ms`,
    against: `${base.name}: ${median(base.centers).toFixed(2)} ms`,
    ratio: middle.toFixed(2),
    p95: `${percentile(times, 0.95).toFixed(2)} ms`,
    spread: `${low.toFixed(2)}–${high.toFixed(2)}`,
    ...(sent > 0 && { authorized: `${authorized} of ${sent}` }),
    numbers: { medianMs: median(centers), p95Ms: percentile(times, 0.95), ratio: middle, low, high },
  };
}
