/**
 * The colour of an organization, made only from its slug: the same on every device, in every session, on its icon and
 * in the app.
 *
 * @returns a hue in degrees, for `oklch()`
 * @example
 * element.style.color = `oklch(0.55 0.12 ${organizationHue('acme')})`;
 */
export function organizationHue(slug: string): number {
  return mix(slug) % 360;
}

/**
 * An organization's colour as `#rrggbb`, for what cannot read `oklch()`: manifests and pictures. A chroma that a screen
 * does not have at this lightness is lowered until it has.
 *
 * @param lightness 0 to 1, as in `oklch()`
 * @param chroma as in `oklch()`
 * @example
 * organizationColour('acme', 0.55, 0.12); // the colour of a meta element `theme-color`, for example
 */
export function organizationColour(slug: string, lightness: number, chroma: number): string {
  const angle = (organizationHue(slug) * Math.PI) / 180;
  for (let rest = chroma; ; rest -= 0.005) {
    const channels = linearRgb(lightness, rest * Math.cos(angle), rest * Math.sin(angle));
    if (rest > 0 && channels.some((channel) => channel < 0 || channel > 1)) continue;
    return `#${channels.map(toHex).join('')}`;
  }
}

/**
 * The letters on the icon of an organization: the initials of the first two words, or a number of one or two digits.
 *
 * @example
 * organizationInitials('Blue Harbour'); // 'BH'
 * organizationInitials('Org 05');       // '05'
 */
export function organizationInitials(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '');
  const number = words.find((word) => /^\d{1,2}$/.test(word));
  if (number !== undefined) return number;
  return words
    .slice(0, 2)
    .map((word) => [...word][0] ?? '')
    .join('')
    .toUpperCase();
}

/**
 * The version of an organization's icons: another one exactly when they look different. Browsers look for a new icon only
 * if its URL changes.
 *
 * @example
 * const href = `${keyringPaths().manifests}acme/icon.svg?v=${organizationIconVersion({ slug: 'acme', name: 'Acme' })}`;
 */
export function organizationIconVersion({ slug, name }: { readonly slug: string; readonly name: string }) {
  return mix(`${ICON_DESIGN}:${slug}:${organizationInitials(name)}`).toString(36);
}

/** To be counted up when icons are drawn in another way. */
const ICON_DESIGN = 1;

/** FNV-1a, then the last steps of MurmurHash3: texts that differ in one letter get numbers that are far apart. */
function mix(text: string): number {
  let hash = 0x811c9dc5;
  for (const letter of text) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Source: Björn Ottosson, "A perceptual color space for image processing"; CSS Color 4 has the same numbers. */
function linearRgb(lightness: number, a: number, b: number): readonly number[] {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

function toHex(linear: number): string {
  const value = linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
  return Math.round(Math.min(1, Math.max(0, value)) * 255)
    .toString(16)
    .padStart(2, '0');
}
