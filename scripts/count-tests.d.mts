/** The tests of a step. */
export interface Count {
  readonly passed: number;
  readonly failed: number;
  /** The titles of what failed. */
  readonly failures: readonly string[];
  /** The titles of what passed at its second attempt only. */
  readonly unsteady?: readonly string[];
}

/** @param report a report of Playwright's JSON reporter */
export function countPlaywright(isOk: boolean, report: unknown): Count;
