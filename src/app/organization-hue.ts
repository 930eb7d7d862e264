/**
 * The colour of an organization, made from its slug alone: the same on every device and in every session.
 *
 * @returns a hue in degrees, for `oklch()`
 */
export function organizationHue(slug: string): number {
  // FNV-1a, then the last steps of MurmurHash3: names that differ in one letter get hues that are far apart.
  let hash = 0x811c9dc5;
  for (const letter of slug) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) % 360;
}
