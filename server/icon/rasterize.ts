import type { IconDesign } from './design.ts';
import { flatten } from './flatten.ts';

/**
 * Draws an icon from distances: the coverage of a pixel follows from its distance to the edge. Edges are smooth without
 * a drawing library.
 *
 * @param size width and height, pixels
 * @returns red, green, blue and alpha (not premultiplied) of each pixel, line by line
 */
export function rasterize(design: IconDesign, size: number): Uint8Array {
  const unit = size / 100;
  const ink = inkOf(design, size);
  const ground = [1, 3, 5].map((at) => Number.parseInt(design.colour.slice(at, at + 2), 16));
  const pixels = new Uint8Array(size * size * 4);
  for (let at = 0; at < pixels.length; at += 1) {
    const pixel = at >> 2;
    const value = ground[at & 3];
    const [x, y] = [pixel % size, Math.floor(pixel / size)];
    pixels[at] =
      value === undefined
        ? 255 * coverage(groundDistance(design, (x + 0.5) / unit, (y + 0.5) / unit) * unit)
        : value + (255 - value) * (ink[pixel] ?? 0);
  }
  return pixels;
}

/** The coverage of each pixel by the letters, 0 to 1. */
function inkOf({ glyphs, strokeWidth }: IconDesign, size: number): Float32Array {
  const unit = size / 100;
  const radius = (strokeWidth / 2) * unit;
  const ink = new Float32Array(size * size);
  for (const [x1, y1, x2, y2] of glyphs.flatMap((glyph) => flatten(glyph, unit))) {
    const reach = radius + 1;
    const [left, right] = [Math.floor(Math.min(x1, x2) - reach), Math.ceil(Math.max(x1, x2) + reach)];
    const [top, bottom] = [Math.floor(Math.min(y1, y2) - reach), Math.ceil(Math.max(y1, y2) + reach)];
    for (let y = Math.max(0, top); y < Math.min(size, bottom); y += 1) {
      for (let x = Math.max(0, left); x < Math.min(size, right); x += 1) {
        const covered = coverage(segmentDistance(x + 0.5, y + 0.5, x1, y1, x2, y2) - radius);
        const at = y * size + x;
        if (covered > (ink[at] ?? 0)) ink[at] = covered;
      }
    }
  }
  return ink;
}

/** The covered part of a pixel at `distance` pixels from an edge. Negative: the pixel's centre is inside. */
const coverage = (distance: number): number => Math.min(1, Math.max(0, 0.5 - distance));

/** Much faster than `Math.hypot`, whose care for overflow no icon needs: anyone may request icons. */
const lengthOf = (x: number, y: number): number => Math.sqrt(x * x + y * y);

function segmentDistance(x: number, y: number, x1: number, y1: number, x2: number, y2: number): number {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / length));
  return lengthOf(x - x1 - along * dx, y - y1 - along * dy);
}

function groundDistance({ cornerRadius, hole }: IconDesign, x: number, y: number): number {
  if (cornerRadius === 0) return -Infinity;
  const [qx, qy] = [Math.abs(x - 50) - 50 + cornerRadius, Math.abs(y - 50) - 50 + cornerRadius];
  const plate = lengthOf(Math.max(qx, 0), Math.max(qy, 0)) + Math.min(Math.max(qx, qy), 0) - cornerRadius;
  if (hole === undefined) return plate;
  return Math.max(plate, hole.radius - lengthOf(x - hole.x, y - hole.y));
}
