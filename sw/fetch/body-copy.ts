import { LARGE_BODY_HEADER } from '../../src/protocol/announcement.ts';

/** Largest body that is kept for a second attempt, bytes. */
const COPY_LIMIT = 256 * 1024;

/** Longest wait for the end of a body, ms: a stream may end only when the page has the response. */
const END_LIMIT = 1_000;

/** What there is of a body for a second attempt. `too-large`: it cannot be sent again, or its end is not known in time. */
export type BodyCopy = Uint8Array<ArrayBuffer> | 'none' | 'too-large';

/**
 * Copies a request's body while it is sent, because a body can be read only once. A copy beyond the limit is deleted as
 * soon as that is known, so a large upload is not kept in memory. Call it before the request is sent.
 *
 * @returns a function that waits for the copy, and may be called again; only a request that is sent again needs it
 */
export function copyBody(request: Request): () => Promise<BodyCopy> {
  const { method, headers } = request;
  if (method === 'GET' || method === 'HEAD') return async () => 'none';
  if (headers.has(LARGE_BODY_HEADER)) return async () => 'too-large';
  const copy = request.clone();
  // Some browsers have no stream of a request's body. There the whole copy stays until it is read or deleted.
  if (copy.body === undefined) {
    let whole: Promise<BodyCopy> | undefined;
    return () => {
      whole ??= readWhole(copy);
      return whole;
    };
  }
  if (copy.body === null) return async () => 'none';
  const reading = readBounded(copy.body);
  reading.catch(() => {});
  return () =>
    Promise.race([reading, new Promise<BodyCopy>((resolve) => setTimeout(resolve, END_LIMIT, 'too-large'))]);
}

async function readBounded(body: ReadableStream<Uint8Array>): Promise<BodyCopy> {
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > COPY_LIMIT) {
      // The request itself is still being sent, so nothing waits for this.
      reader.cancel().catch(() => {});
      return 'too-large';
    }
    chunks.push(value);
  }
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return whole;
}

async function readWhole(copy: Request): Promise<BodyCopy> {
  return new Uint8Array(await copy.arrayBuffer());
}
