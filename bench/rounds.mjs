// Rounds: each contestant is measured once per round, in another order each time, and compared with one of them in that round.
import { median, percentile } from './lab.mjs';

/**
 * @typedef {object} Measured one contestant's turn
 * @property {number[]} times ms each
 * @property {number} [authorized] requests that the API found authorized
 * @property {number} [sent] all requests
 */

/**
 * Measures contestants in interleaved rounds. A ratio is the median of the ratios per round.
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
    /** @type {number[]} */ medians: [],
    authorized: 0,
    sent: 0,
  }));
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < contestants.length; turn += 1) {
      const index = (round + turn) % contestants.length;
      const { times, authorized = 0, sent = 0 } = await run(contestants[index]);
      const result = results[index];
      result.times.push(...times);
      result.medians.push(median(times));
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

/** @typedef {{ name: string, times: number[], medians: number[], authorized: number, sent: number }} Result */

function toRow(
  /** @type {string} */ what,
  /** @type {Result} */ { name, times, medians, authorized, sent },
  /** @type {Result} */ base,
) {
  const ratios = medians.map((value, round) => value / base.medians[round]);
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => percentile(ratios, share));
  return {
    name: `${what}: ${name}`,
    value: `${median(times).toFixed(2)} ms`,
    against: `${base.name}: ${median(base.times).toFixed(2)} ms`,
    ratio: middle.toFixed(2),
    p95: `${percentile(times, 0.95).toFixed(2)} ms`,
    spread: `${low.toFixed(2)}–${high.toFixed(2)}`,
    ...(sent > 0 && { authorized: `${authorized} of ${sent}` }),
    numbers: { medianMs: median(times), p95Ms: percentile(times, 0.95), ratio: middle, low, high },
  };
}
