import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Converts a Node request to a `Request`. The body is read only when the handler reads it, so the app can read it if
 * the request is not for the keyring. Its signal aborts when the browser leaves before the response is complete.
 *
 * @param origin that browsers see. `Host` and `X-Forwarded-*` are not read, because a client can forge them
 * @returns `undefined` for a request without a URL on this origin, such as `OPTIONS *`, and for one that cannot be a `Request`, such as
 *   `TRACE`. No browser sends it
 */
export function toRequest(
  message: IncomingMessage,
  response: ServerResponse,
  origin: string,
): Request | undefined {
  const method = message.method ?? 'GET';
  const url = urlOf(message, origin);
  if (url === undefined) return undefined;
  const aborted = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) aborted.abort();
  });
  const hasBody = method !== 'GET' && method !== 'HEAD';
  try {
    return new Request(url, {
      method,
      headers: headersOf(message),
      signal: aborted.signal,
      ...(hasBody && { body: bodyOf(message), duplex: 'half' }),
    });
  } catch {
    // An error in a listener of a server would end the process. HTTP/2 allows methods such as `get` and `trace`.
    return undefined;
  }
}

/** Connect and Express remove the mount path from `url` and keep the full URL in `originalUrl`. */
function urlOf(
  message: IncomingMessage & { readonly originalUrl?: unknown },
  origin: string,
): URL | undefined {
  const target = typeof message.originalUrl === 'string' ? message.originalUrl : (message.url ?? '');
  // Concatenated and not resolved against the origin, because `//elsewhere/sw.js` is a path of this server.
  if (target.startsWith('/')) return URL.canParse(origin + target) ? new URL(origin + target) : undefined;
  // RFC 9112 §3.2.2: a proxy may send the absolute form.
  if (!URL.canParse(target)) return undefined;
  const { pathname, search } = new URL(target);
  // HTTP/2 allows the path `x:@elsewhere/`: appended to the origin, it would name another host.
  return pathname.startsWith('/') ? new URL(origin + pathname + search) : undefined;
}

function headersOf({ headers }: IncomingMessage): Headers {
  const copy = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    // HTTP/2 sends method and path as headers.
    if (value === undefined || name.startsWith(':')) continue;
    for (const each of Array.isArray(value) ? value : [value]) copy.append(name, each);
  }
  return copy;
}

function bodyOf(message: IncomingMessage): ReadableStream<Uint8Array> {
  let chunks: AsyncIterator<Uint8Array> | undefined;
  return new ReadableStream(
    {
      async pull(controller) {
        chunks ??= message[Symbol.asyncIterator]();
        const { done, value } = await chunks.next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await chunks?.return?.();
      },
    },
    // With the default value the stream would read the first chunk immediately.
    { highWaterMark: 0 },
  );
}
