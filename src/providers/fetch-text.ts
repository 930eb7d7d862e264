import type { HttpAnswer } from '../keyring/ports.ts';

/**
 * Sends a request and reads the whole answer as text, within a time and a size (R27).
 * A failure of the network is an answer too: `no-answer`, whatever its cause, for the cause's text may hold secrets.
 *
 * @param timeout longest wait for head and body together, ms
 * @param limit largest body, bytes
 */
export async function fetchText(
  fetch: typeof globalThis.fetch,
  request: Request,
  timeout: number,
  limit: number,
): Promise<HttpAnswer> {
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(timeout) });
    const body = await readText(response, limit);
    if (body === undefined) return { type: 'too-large' };
    return { type: 'answer', status: response.status, retryAfter: response.headers.get('Retry-After'), body };
  } catch {
    return { type: 'no-answer' };
  }
}

async function readText(response: Response, limit: number): Promise<string | undefined> {
  if (response.body === null) return '';
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    length += value.byteLength;
    if (length > limit) {
      await reader.cancel();
      return undefined;
    }
    text += decoder.decode(value, { stream: true });
  }
}
