import { GLYPH_HEIGHT, type Glyph } from './glyphs.ts';

/**
 * The shape of an icon. `tag` has a transparent background. `plate` fills the square, because a system may crop it to a
 * circle of 80 %.
 */
export type IconShape = 'tag' | 'plate';

/** A glyph and its position. Its units are multiplied by `scale` and then moved. */
export interface PlacedGlyph {
  readonly path: string;
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

/** An icon in a square of 100 units. */
export interface IconDesign {
  /** Background colour, `#rrggbb`. */
  readonly colour: string;
  readonly glyphs: readonly PlacedGlyph[];
  readonly strokeWidth: number;
  /** Corner radius of the background; 0 fills the square. */
  readonly cornerRadius: number;
  /** The transparent hole of a key tag. */
  readonly hole: { readonly x: number; readonly y: number; readonly radius: number } | undefined;
}

/** Stroke width, in units of a glyph. */
const PEN = 2.9;
/** Space between two glyphs, in their units. */
const GAP = 4.6;

/** Designs the icon of an organization: its letters in white on its colour. */
export function designIcon(letters: readonly Glyph[], colour: string, shape: IconShape): IconDesign {
  const [maxWidth, maxHeight] = shape === 'tag' ? [60, 46] : [54, 41];
  const width = letters.reduce((sum, glyph) => sum + glyph.width, 0) + GAP * (letters.length - 1);
  const scale = Math.min(maxWidth / (width + PEN), maxHeight / (GLYPH_HEIGHT + PEN));
  let x = 50 - (width * scale) / 2;
  const y = 50 - (GLYPH_HEIGHT * scale) / 2;
  const glyphs = letters.map((glyph) => {
    const placed = { path: glyph.path, scale, x, y };
    x += (glyph.width + GAP) * scale;
    return placed;
  });
  return {
    colour,
    glyphs,
    strokeWidth: PEN * scale,
    cornerRadius: shape === 'tag' ? 26 : 0,
    hole: shape === 'tag' ? { x: 83, y: 17, radius: 6.5 } : undefined,
  };
}
