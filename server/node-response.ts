import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { HeaderEntry } from './keyring-host.ts';

/**
 * Sends a `Response` with backpressure. If the body fails or the browser disconnects, the connection is closed. If other code
 * has responded meanwhile, for example at a time limit, nothing is sent.
 */
export async function sendResponse(from: Response, to: ServerResponse): Promise<void> {
  if (to.headersSent) return from.body?.cancel();
  to.statusCode = from.status;
  for (const [name, value] of from.headers) if (name !== 'set-cookie') to.setHeader(name, value);
  const cookies = from.headers.getSetCookie();
  if (cookies.length > 0) to.setHeader('set-cookie', [...headerList(to, 'set-cookie'), ...cookies]);
  if (from.body === null) {
    to.end();
    return;
  }
  // The pipeline has closed the connection and the headers were sent, so no other response is possible.
  await pipeline(Readable.fromWeb(from.body), to).catch(() => {});
}

/**
 * Adds headers when the app sends its own, because only then the app's headers are known.
 *
 * @param entries the headers for a content type. `Set-Cookie` is added; other headers do not override the app's own
 */
export function addHeadersLate(
  response: ServerResponse,
  entries: (contentType: string | null) => readonly HeaderEntry[],
): void {
  const writeHead = response.writeHead.bind(response);
  response.writeHead = (status: number, ...rest: readonly unknown[]): ServerResponse => {
    const message = typeof rest[0] === 'string' ? rest[0] : undefined;
    setHeaders(response, rest.at(message === undefined ? 0 : 1));
    for (const [name, value] of entries(headerList(response, 'content-type')[0] ?? null)) {
      if (name === 'Set-Cookie') response.setHeader(name, [...headerList(response, name), value]);
      else if (!response.hasHeader(name)) response.setHeader(name, value);
    }
    return message === undefined ? writeHead(status) : writeHead(status, message);
  };
}

/** The headers passed to `writeHead`: an object, or a list of alternating names and values. */
function setHeaders(response: ServerResponse, given: unknown): void {
  if (typeof given !== 'object' || given === null) return;
  if (!Array.isArray(given)) {
    for (const [name, value] of Object.entries(given as OutgoingHttpHeaders))
      if (value !== undefined) response.setHeader(name, value);
    return;
  }
  const flat: readonly unknown[] = given.flat();
  const names = flat.filter((_, index) => index % 2 === 0).map(String);
  for (const name of names) response.removeHeader(name);
  for (const [index, name] of names.entries()) {
    const value = flat[index * 2 + 1];
    response.appendHeader(name, Array.isArray(value) ? value.map(String) : String(value));
  }
}

function headerList(response: ServerResponse, name: string): readonly string[] {
  const value = response.getHeader(name);
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [String(value)];
}
