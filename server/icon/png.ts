const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** Bytes of a pixel: red, green, blue, alpha. */
const PIXEL = 4;

/**
 * Encodes a square image as PNG (ISO/IEC 15948): 8 bits for each of red, green, blue and alpha.
 *
 * @param size width and height, pixels
 * @param pixels four bytes each, line by line
 */
export async function encodePng(size: number, pixels: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, size);
  view.setUint32(4, size);
  // Bit depth 8, colour type 6 (RGBA); compression, filter method and interlace are 0.
  header.set([8, 6], 8);
  return join([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', await deflate(filterLines(size, pixels))),
    chunk('IEND', new Uint8Array()),
  ]);
}

/** Encodes every line as the difference from the line above (filter 2), so that flat areas become zeros. */
function filterLines(size: number, pixels: Uint8Array): Uint8Array<ArrayBuffer> {
  const width = size * PIXEL;
  const lines = new Uint8Array(size * (width + 1));
  for (let y = 0; y < size; y += 1) {
    const start = y * (width + 1);
    lines[start] = 2;
    for (let x = 0; x < width; x += 1) {
      const above = y === 0 ? 0 : (pixels[(y - 1) * width + x] ?? 0);
      lines[start + 1 + x] = (pixels[y * width + x] ?? 0) - above;
    }
  }
  return lines;
}

async function deflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Length, type, data, and the checksum of type and data. */
function chunk(type: string, data: Uint8Array): Uint8Array {
  const named = join([new TextEncoder().encode(type), data]);
  return join([uint32(data.length), named, uint32(crc32(named))]);
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ ((crc & 1) === 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
