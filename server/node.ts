import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { KeyringHostHandler } from './index.ts';
import { toRequest } from './node-request.ts';
import { addHeadersLate, sendResponse } from './node-response.ts';

/** The options of the middleware. */
export interface NodeOptions {
  /** The origin that browsers see. Default: that of the host. `Host` and `X-Forwarded-*` are never read. */
  readonly origin?: string | undefined;
}

/** Middleware of Connect, Express and Vite, and a listener of `http.createServer`. */
export type NodeMiddleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next?: (error?: unknown) => void,
) => void;

/**
 * The server half for Node. Use it before all of your routes. It serves the keyring's own paths and adds the documents'
 * headers to all other responses, error pages included. Without `next` all other paths get a 404.
 *
 * @throws TypeError if `host` is no host, or `origin` is no URL of a server
 * @example
 * const keyring = keyringMiddleware(createKeyringHost(options)); // for Express: app.use(keyring)
 * const server = createServer((request, response) => keyring(request, response, () => respond(request, response)));
 */
export function keyringMiddleware(host: KeyringHostHandler, options: NodeOptions = {}): NodeMiddleware {
  if (typeof (host as KeyringHostHandler | null | undefined)?.handle !== 'function')
    throw new TypeError('Pass the host that createKeyringHost returns.');
  // Each path is appended to it. With a slash at its end no path would be one of the keyring's, so the slash is removed.
  const given = options.origin ?? host.origin;
  const origin = URL.canParse(given) ? new URL(given).origin : 'null';
  if (origin === 'null') throw new TypeError(`origin is "${options.origin}": it must begin with https://`);
  return (message, response, next) => {
    const leaveToApp = (status: number, error?: unknown): void => {
      if (response.headersSent) return;
      addHeadersLate(response, (contentType) => host.documentHeaders(contentType));
      if (next === undefined) sendText(response, status, `${STATUS_CODES[status]}\n`);
      else next(error);
    };
    const request = toRequest(message, response, origin);
    if (request === undefined) return leaveToApp(404);
    void host.handle(request).then(
      (handled) => (handled === undefined ? leaveToApp(404) : sendResponse(handled, response)),
      (error: unknown) => leaveToApp(500, error),
    );
    return undefined;
  };
}

function sendText(response: ServerResponse, status: number, text: string): void {
  const headers = { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' };
  response.writeHead(status, headers).end(text);
}
