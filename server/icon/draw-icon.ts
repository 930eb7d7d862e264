import { organizationColour, organizationInitials } from '../../src/protocol/organization-appearance.ts';
import { designIcon, type IconShape } from './design.ts';
import { glyphsOf } from './glyphs.ts';
import { encodePng } from './png.ts';
import { rasterize } from './rasterize.ts';
import { svgOf } from './svg.ts';

/** An icon entry of a manifest. */
export interface IconFile {
  readonly shape: IconShape;
  /** Width and height in pixels; `any` for a vector image. */
  readonly size: number | 'any';
}

/** Every icon of an organization, by its file name. */
export const ICON_FILES: ReadonlyMap<string, IconFile> = new Map([
  ['icon.svg', { shape: 'tag', size: 'any' }],
  ['icon-192.png', { shape: 'tag', size: 192 }],
  ['icon-512.png', { shape: 'tag', size: 512 }],
  ['maskable-192.png', { shape: 'plate', size: 192 }],
  ['maskable-512.png', { shape: 'plate', size: 512 }],
  ['apple-touch-icon.png', { shape: 'plate', size: 180 }],
]);

/** A drawn icon. */
export interface Picture {
  readonly type: 'image/png' | 'image/svg+xml';
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Draws an organization's icon: the initials of its name on its colour. */
export async function drawIcon(
  { slug, name }: { readonly slug: string; readonly name: string },
  { shape, size }: IconFile,
): Promise<Picture> {
  const colour = organizationColour(slug, ...GROUND);
  const design = designIcon(glyphsOf(organizationInitials(name)), colour, shape);
  if (size === 'any') return { type: 'image/svg+xml', bytes: new TextEncoder().encode(svgOf(design)) };
  return { type: 'image/png', bytes: await encodePng(size, rasterize(design, size)) };
}

/** Lightness and chroma of the background: the app's `--accent` in light mode, on which white text is readable. */
const GROUND = [0.48, 0.13] as const;
