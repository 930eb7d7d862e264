import { crc32, inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { drawIcon, ICON_FILES } from '../../../server/icon/draw-icon.ts';
import { glyphsOf, KEYRING_MARK } from '../../../server/icon/glyphs.ts';
import {
  organizationColour,
  organizationHue,
  organizationIconVersion,
} from '../../../src/protocol/organization-appearance.ts';

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'];

/** Reads a PNG by the standard, with Node's own checksum and inflation. */
function readPng(bytes: Uint8Array): {
  size: number;
  alphaAt: (x: number, y: number) => number;
  white: number;
} {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const chunks = new Map<string, Uint8Array>();
  for (let at = 8; at < bytes.length; ) {
    const length = view.getUint32(at);
    const named = bytes.subarray(at + 4, at + 8 + length);
    expect(view.getUint32(at + 8 + length)).toBe(crc32(named));
    chunks.set(new TextDecoder().decode(named.subarray(0, 4)), named.subarray(4));
    at += 12 + length;
  }
  expect([...chunks.keys()]).toEqual(['IHDR', 'IDAT', 'IEND']);
  const header = chunks.get('IHDR') ?? new Uint8Array();
  const size = new DataView(header.buffer, header.byteOffset).getUint32(0);
  expect([...header.subarray(8)]).toEqual([8, 6, 0, 0, 0]);
  const lines = inflateSync(chunks.get('IDAT') ?? new Uint8Array());
  const width = size * 4 + 1;
  expect(lines.length).toBe(size * width);
  const pixels = new Uint8Array(size * size * 4);
  for (let y = 0; y < size; y += 1) {
    expect(lines[y * width]).toBe(2);
    for (let x = 0; x < size * 4; x += 1) {
      const above = y === 0 ? 0 : (pixels[(y - 1) * size * 4 + x] ?? 0);
      pixels[y * size * 4 + x] = (lines[y * width + 1 + x] ?? 0) + above;
    }
  }
  let white = 0;
  for (let at = 0; at < pixels.length; at += 4)
    if (pixels[at] === 255 && pixels[at + 1] === 255 && pixels[at + 2] === 255) white += 1;
  return { size, alphaAt: (x, y) => pixels[(y * size + x) * 4 + 3] ?? -1, white: white / (size * size) };
}

const icon = (file: string) => {
  const found = ICON_FILES.get(file);
  if (found === undefined) throw new Error(`There is no ${file}.`);
  return found;
};

describe('a picture', () => {
  test('is different for every letter and digit', { timeout: 60_000 }, async () => {
    const pictures = await Promise.all(
      LETTERS.map((name) => drawIcon({ slug: 'acme', name }, icon('icon-192.png'))),
    );
    expect(new Set(pictures.map(({ bytes }) => Buffer.from(bytes).toString('base64'))).size).toBe(
      LETTERS.length,
    );
    for (const { bytes } of pictures) {
      const { size, white } = readPng(bytes);
      expect(size).toBe(192);
      expect(white).toBeGreaterThan(0.015);
      expect(white).toBeLessThan(0.4);
    }
  });

  test('for a system that cuts has ground in every corner; a tag has none there, and a hole', {
    timeout: 60_000,
  }, async () => {
    for (const [file, { shape, size }] of ICON_FILES) {
      if (size === 'any') continue;
      const { bytes } = await drawIcon({ slug: 'acme', name: 'Blue Harbour' }, icon(file));
      const { alphaAt } = readPng(bytes);
      const isPlate = shape === 'plate';
      expect(alphaAt(0, 0)).toBe(isPlate ? 255 : 0);
      expect(alphaAt(Math.round(size * 0.83), Math.round(size * 0.17))).toBe(isPlate ? 255 : 0);
      expect(alphaAt(size / 2, size / 2)).toBe(255);
    }
  });
});

describe('letters', () => {
  test.each(['', '   ', '株式会社', 'Ørsted', '🔥 Works', '-', '__proto__'])(
    'of "%s" are the mark',
    (name) => {
      expect(glyphsOf(name.trim().slice(0, 1))).toEqual([KEYRING_MARK]);
    },
  );
  test('lose their accents, and are two at most', () => {
    expect(glyphsOf('ÉÜ')).toEqual(glyphsOf('EU'));
    expect(glyphsOf('ABC')).toEqual(glyphsOf('AB'));
  });
  test('any name at all is drawn', async () => {
    for (const name of ['', '株式会社', 'ß', '\ud800', '🔥', '<script>', 'a'.repeat(256)])
      expect(
        (await drawIcon({ slug: 'x', name }, icon('apple-touch-icon.png'))).bytes.length,
      ).toBeGreaterThan(300);
  });
  test('an SVG holds nothing of a name', async () => {
    const { bytes } = await drawIcon({ slug: 'x', name: '<script> "&' }, icon('icon.svg'));
    expect(new TextDecoder().decode(bytes)).not.toMatch(/script|&/);
  });
});

test('white is readable on the colour of every organization', () => {
  const hues = new Set<number>();
  for (let count = 0; count < 4_000; count += 1) {
    const slug = `org-${count}`;
    hues.add(organizationHue(slug));
    const colour = organizationColour(slug, 0.48, 0.13);
    expect(colour).toMatch(/^#[0-9a-f]{6}$/);
    expect([slug, contrastWithWhite(colour) >= 4.5]).toEqual([slug, true]);
  }
  expect(hues.size).toBe(360);
});

test('the version of an icon changes with what it shows, and with nothing else', () => {
  const version = organizationIconVersion({ slug: 'acme', name: 'Acme' });
  expect(organizationIconVersion({ slug: 'acme', name: 'Arnold' })).toBe(version);
  expect(organizationIconVersion({ slug: 'acme', name: 'Beta' })).not.toBe(version);
  expect(organizationIconVersion({ slug: 'globex', name: 'Acme' })).not.toBe(version);
});

/** WCAG 2.2, contrast ratio. */
function contrastWithWhite(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}
