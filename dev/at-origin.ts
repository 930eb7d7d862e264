/** What serves an app: a Hono app, for example. */
export interface FetchApp {
  /** @param bindings of the server, such as Node's own request */
  readonly fetch: (request: Request, bindings?: object) => Response | Promise<Response>;
}

/** Methods that {@link Request} takes and that a server may support. */
const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS';

/**
 * Serves an app whose URLs have one origin. The proxy in front may use another name and protocol, and no forwarded header is
 * read.
 *
 * @param origin that browsers see
 */
export function atOrigin(app: FetchApp, origin: string): FetchApp['fetch'] {
  return (request, bindings) => {
    // No `Request` can have this method, so none can be made for the app.
    if (request.method === 'TRACE')
      return new Response('Method not allowed\n', {
        status: 405,
        headers: { Allow: METHODS, 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' },
      });
    const { pathname, search } = new URL(request.url);
    const { method, headers, body, signal } = request;
    const init = { method, headers, signal, ...(body !== null && { body, duplex: 'half' as const }) };
    return app.fetch(new Request(origin + pathname + search, init), bindings);
  };
}
