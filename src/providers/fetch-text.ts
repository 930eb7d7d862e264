/** The result of an HTTP request. */
export type HttpResult =
  | {
      readonly type: 'response';
      readonly status: number;
      /** The header's value. */
      readonly retryAfter: string | null;
      readonly body: string;
    }
  | { readonly type: 'too-large' }
  /** No network, a reset or a timeout. Whether the server processed the request is unknown. */
  | { readonly type: 'no-response' };

/**
 * Sends a request and reads the whole response as text, with a limit of time and size (R27).
 * A network failure is a result without its cause, because the text of a cause can contain secrets.
 *
 * @param timeout longest wait for headers and body together, ms
 * @param limit largest body, bytes
 */
export async function fetchText(
  fetch: typeof globalThis.fetch,
  request: Request,
  timeout: number,
  limit: number,
): Promise<HttpResult> {
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(timeout) });
    const body = await readText(response, limit);
    if (body === undefined) return { type: 'too-large' };
    return {
      type: 'response',
      status: response.status,
      retryAfter: response.headers.get('Retry-After'),
      body,
    };
  } catch {
    return { type: 'no-response' };
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
