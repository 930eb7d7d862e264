/**
 * The length of a long run: `npm run test:long` sets the variable to the full length (scripts/test.mjs), `npm test` makes
 * the short one.
 */
export function lengthOf(variable: string, short: number): number {
  return Number(process.env[variable] ?? short);
}
