/** A letter as a stroke: SVG path data with only `M`, `L` and `C`, 14 units high. */
export interface Glyph {
  readonly width: number;
  readonly path: string;
}

/** The height of every letter, in its own units. */
export const GLYPH_HEIGHT = 14;

const O = 'M5.5 0 C8.6 0 11 2.8 11 7 C11 11.2 8.6 14 5.5 14 C2.4 14 0 11.2 0 7 C0 2.8 2.4 0 5.5 0';
const P = 'M0 14 L0 0 L4.8 0 C7.4 0 9 1.6 9 4 C9 6.4 7.4 8 4.8 8 L0 8';

const GLYPHS: ReadonlyMap<string, Glyph> = new Map(
  Object.entries({
    A: [11, 'M0 14 L5.5 0 L11 14 M2 9.4 L9 9.4'],
    B: [
      9,
      'M0 0 L0 14 L5 14 C7.6 14 9 12.4 9 10.4 C9 8.4 7.6 6.8 5 6.8 L0 6.8 M0 0 L4.6 0 C6.9 0 8.2 1.5 8.2 3.4 C8.2 5.3 6.9 6.8 4.6 6.8',
    ],
    C: [10, 'M10 2.6 C9 1 7.3 0 5.5 0 C2.4 0 0 2.8 0 7 C0 11.2 2.4 14 5.5 14 C7.3 14 9 13 10 11.4'],
    D: [10, 'M0 0 L0 14 L4 14 C7.6 14 10 11.3 10 7 C10 2.7 7.6 0 4 0 L0 0'],
    E: [8, 'M8 0 L0 0 L0 14 L8 14 M0 6.8 L7 6.8'],
    F: [8, 'M8 0 L0 0 L0 14 M0 7 L6.8 7'],
    G: [
      10.6,
      'M10 2.4 C9 0.9 7.4 0 5.5 0 C2.4 0 0 2.8 0 7 C0 11.2 2.4 14 5.5 14 C8.4 14 10.6 12 10.6 8.8 L10.6 7.6 L6.2 7.6',
    ],
    H: [10, 'M0 0 L0 14 M10 0 L10 14 M0 7 L10 7'],
    I: [0, 'M0 0 L0 14'],
    J: [7, 'M7 0 L7 9.6 C7 12.4 5.6 14 3.4 14 C1.6 14 0.4 13 0 11.4'],
    K: [9.2, 'M0 0 L0 14 M9 0 L0 8.6 M3.2 5.6 L9.2 14'],
    L: [7.5, 'M0 0 L0 14 L7.5 14'],
    M: [12, 'M0 14 L0 0 L6 8.6 L12 0 L12 14'],
    N: [10, 'M0 14 L0 0 L10 14 L10 0'],
    O: [11, O],
    P: [9, P],
    Q: [11, `${O} M7 10.4 L11 14.6`],
    R: [9.2, `${P} M4.6 8 L9.2 14`],
    S: [
      9,
      'M8.6 2.4 C7.8 0.9 6.3 0 4.5 0 C2 0 0.4 1.4 0.4 3.4 C0.4 5.6 2.2 6.2 4.6 6.8 C7.2 7.4 9 8.2 9 10.4 C9 12.6 7.2 14 4.6 14 C2.6 14 0.9 13 0 11.4',
    ],
    T: [10, 'M0 0 L10 0 M5 0 L5 14'],
    U: [10, 'M0 0 L0 9 C0 12.2 2 14 5 14 C8 14 10 12.2 10 9 L10 0'],
    V: [11, 'M0 0 L5.5 14 L11 0'],
    W: [15, 'M0 0 L3.75 14 L7.5 3 L11.25 14 L15 0'],
    X: [10, 'M0 0 L10 14 M10 0 L0 14'],
    Y: [10, 'M0 0 L5 7 L10 0 M5 7 L5 14'],
    Z: [9.5, 'M0.2 0 L9.3 0 L0 14 L9.5 14'],
    0: [9, 'M4.5 0 C7.2 0 9 2.8 9 7 C9 11.2 7.2 14 4.5 14 C1.8 14 0 11.2 0 7 C0 2.8 1.8 0 4.5 0'],
    1: [4, 'M0 3 L4 0 L4 14'],
    2: [9, 'M0.2 3.6 C0.4 1.4 2 0 4.4 0 C6.8 0 8.5 1.5 8.5 3.8 C8.5 5.4 7.8 6.6 6.4 8 L0 14 L9 14'],
    3: [
      8.8,
      'M0.4 2.4 C1 0.9 2.5 0 4.3 0 C6.6 0 8.2 1.4 8.2 3.4 C8.2 5.4 6.6 6.7 4.4 6.7 L3.2 6.7 M4.4 6.7 C7 6.7 8.8 8.1 8.8 10.3 C8.8 12.6 7 14 4.4 14 C2.3 14 0.6 13 0 11.3',
    ],
    4: [10, 'M7.4 14 L7.4 0 L0 10 L10 10'],
    5: [
      9,
      'M8.2 0 L1.6 0 L0.8 6.4 C1.8 5.6 3 5.2 4.3 5.2 C7 5.2 9 7 9 9.6 C9 12.2 7 14 4.3 14 C2.3 14 0.8 13.1 0 11.6',
    ],
    6: [
      9,
      'M7 0 C3 2 0 5.4 0 9.4 C0 12.2 1.9 14 4.5 14 C7.1 14 9 12.2 9 9.6 C9 7 7.1 5.3 4.5 5.3 C2 5.3 0 7 0 9.4',
    ],
    7: [9, 'M0 0 L9 0 L3 14'],
    8: [
      9,
      'M4.5 0 C6.7 0 8.4 1.4 8.4 3.4 C8.4 5.4 6.7 6.8 4.5 6.8 C2.3 6.8 0.6 5.4 0.6 3.4 C0.6 1.4 2.3 0 4.5 0 M4.5 6.8 C7.1 6.8 9 8.2 9 10.4 C9 12.6 7.1 14 4.5 14 C1.9 14 0 12.6 0 10.4 C0 8.2 1.9 6.8 4.5 6.8',
    ],
    9: [
      9,
      'M2 14 C6 12 9 8.6 9 4.6 C9 1.8 7.1 0 4.5 0 C1.9 0 0 1.8 0 4.4 C0 7 1.9 8.7 4.5 8.7 C7 8.7 9 7 9 4.6',
    ],
  } satisfies Readonly<Record<string, readonly [number, string]>>).map(([letter, [width, path]]) => [
    letter,
    { width, path },
  ]),
);

/** The app's logo, a ring with a key, for names that start with letters of another script. */
export const KEYRING_MARK: Glyph = {
  width: 14,
  path: 'M4.6 0 C7.14 0 9.2 2.06 9.2 4.6 C9.2 7.14 7.14 9.2 4.6 9.2 C2.06 9.2 0 7.14 0 4.6 C0 2.06 2.06 0 4.6 0 M7.9 7.9 L14 14 M11 11 L13.1 8.9',
};

/** The glyphs for these initials, without accents. If any letter has no glyph, {@link KEYRING_MARK}. */
export function glyphsOf(initials: string): readonly Glyph[] {
  const letters = [...initials.normalize('NFD').replace(/\p{M}/gu, '')].slice(0, 2);
  const glyphs = letters.flatMap((letter) => GLYPHS.get(letter) ?? []);
  return glyphs.length === letters.length && glyphs.length > 0 ? glyphs : [KEYRING_MARK];
}
