/** Whether a moment is less than a time away, ms. A clock that was set back does not lengthen that. */
export function isWithin(limit: number, at: number | undefined, now: number): boolean {
  return at !== undefined && Math.abs(now - at) < limit;
}
