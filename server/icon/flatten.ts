import type { PlacedGlyph } from './design.ts';

/** A straight segment of a stroke: x and y of its start and its end. */
export type Segment = readonly [number, number, number, number];

/** Number of segments per curve: at 512 pixels the deviation is far below a pixel. */
const PIECES = 16;

/** Converts a glyph's path to straight segments, with `unit` pixels per unit of the icon. */
export function flatten({ path, scale, x, y }: PlacedGlyph, unit: number): readonly Segment[] {
  const segments: Segment[] = [];
  let [atX, atY] = [0, 0];
  const lineTo = (toX: number, toY: number): void => {
    segments.push([atX, atY, toX, toY]);
    [atX, atY] = [toX, toY];
  };
  for (const [, command, numbers = ''] of path.matchAll(/([MLC])([^MLC]*)/g)) {
    const values = numbers.trim().split(/\s+/).map(Number);
    const points = values.map((value, index) => unit * ((index % 2 === 0 ? x : y) + value * scale));
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0, x3 = 0, y3 = 0] = points;
    if (command === 'M') [atX, atY] = [x1, y1];
    else if (command === 'L') lineTo(x1, y1);
    else {
      const [fromX, fromY] = [atX, atY];
      for (let piece = 1; piece <= PIECES; piece += 1) {
        const t = piece / PIECES;
        lineTo(bezier(t, fromX, x1, x2, x3), bezier(t, fromY, y1, y2, y3));
      }
    }
  }
  return segments;
}

function bezier(t: number, from: number, control1: number, control2: number, to: number): number {
  const s = 1 - t;
  return s * s * s * from + 3 * s * s * t * control1 + 3 * s * t * t * control2 + t * t * t * to;
}
