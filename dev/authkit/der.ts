/**
 * The few DER types (ITU-T X.690) that a certificate needs. Each function returns one encoded value.
 */
export function sequence(...members: readonly Uint8Array[]): Buffer {
  return encode(0x30, Buffer.concat(members));
}

export function set(...members: readonly Uint8Array[]): Buffer {
  return encode(0x31, Buffer.concat(members));
}

/** @param magnitude - big-endian, read as a non-negative number */
export function integer(magnitude: Uint8Array): Buffer {
  const first = magnitude.findIndex((byte) => byte !== 0);
  const digits = first === -1 ? Buffer.of(0) : Buffer.from(magnitude.subarray(first));
  // A set high bit would make the number negative.
  return encode(0x02, (digits[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.of(0), digits]) : digits);
}

export function bitString(bytes: Uint8Array): Buffer {
  const noUnusedBits = Buffer.of(0);
  return encode(0x03, Buffer.concat([noUnusedBits, bytes]));
}

export function nothing(): Buffer {
  return encode(0x05, Buffer.alloc(0));
}

export function utf8String(text: string): Buffer {
  return encode(0x0c, Buffer.from(text, 'utf8'));
}

/** A date up to 2049, as X.509 wants it (RFC 5280 section 4.1.2.5.1): `YYMMDDHHMMSSZ`. */
export function utcTime(date: Date): Buffer {
  const digits = date.toISOString().replaceAll(/[-:T]|\..*$/g, '');
  return encode(0x17, Buffer.from(`${digits.slice(2)}Z`, 'ascii'));
}

/** @param dotted - for example `1.2.840.113549.1.1.11` */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return encode(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

/** `[tag] EXPLICIT` around one value. */
export function explicit(tag: number, value: Uint8Array): Buffer {
  return encode(0xa0 | tag, value);
}

function encode(tag: number, content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([tag, ...length(content.length)]), content]);
}

function length(count: number): readonly number[] {
  if (count < 0x80) return [count];
  const bytes = Buffer.from(count.toString(16).padStart(count > 0xff ? 4 : 2, '0'), 'hex');
  return [0x80 | bytes.length, ...bytes];
}

function base128(value: number): readonly number[] {
  const groups = [value & 0x7f];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) groups.unshift((rest & 0x7f) | 0x80);
  return groups;
}
