/** Degrees that follow each other without ever coming close: neighbours in a list differ most. */
const GOLDEN_ANGLE = 137.508;

/**
 * The colour of an organization, made from its slug alone: the same on every device and in every session.
 *
 * @returns a hue in degrees, for `oklch()`
 */
export function organizationHue(slug: string): number {
  // FNV-1a: one letter more or less gives another colour.
  let hash = 0x811c9dc5;
  for (const letter of slug) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) >>> 0;
  return Math.round((hash % 1024) * GOLDEN_ANGLE) % 360;
}
