import { lengthOf } from './lengths.ts';

/** Kills over all files together: of a thousand, `npm run test:long` makes 300 and `npm test` 25. */
const KILLS = lengthOf('KILLS', 25);

/** How many of a file's kills, of the thousand, a run makes. */
export function killsOf(share: number): number {
  return Math.ceil((share * KILLS) / 1_000);
}

/** Longest time for `kills`, ms; about 300 ms each on an idle machine, a multiple of that on a busy one. */
export function timeFor(kills: number): number {
  return 120_000 + kills * 2_000;
}
