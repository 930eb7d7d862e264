/** Samples of {@link silence} in a second, one byte each. */
export const SAMPLE_RATE = 8_000;

/** A WAV file without a sound. @param seconds its length */
export function silence(seconds: number): Uint8Array<ArrayBuffer> {
  const samples = seconds * SAMPLE_RATE;
  const file = new Uint8Array(44 + samples).fill(128, 44);
  const view = new DataView(file.buffer);
  for (const [at, text] of [
    [0, 'RIFF'],
    [8, 'WAVEfmt '],
    [36, 'data'],
  ] as const)
    file.set(new TextEncoder().encode(text), at);
  for (const [at, value] of [
    [4, 36 + samples],
    [16, 16],
    [24, SAMPLE_RATE],
    [28, SAMPLE_RATE],
    [40, samples],
  ] as const)
    view.setUint32(at, value, true);
  // PCM, one channel, one byte to a sample, eight bits to a byte.
  for (const [at, value] of [
    [20, 1],
    [22, 1],
    [32, 1],
    [34, 8],
  ] as const)
    view.setUint16(at, value, true);
  return file;
}
