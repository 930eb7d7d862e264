import type { MiddlewareHandler } from 'hono';
import type { KeyringHostHandler } from './index.ts';

/**
 * The server half as Hono middleware. Use it before all of your routes. It serves the keyring's own paths and adds the
 * documents' headers to all other responses, error pages included.
 *
 * @throws TypeError if `host` is no host
 * @example
 * const app = new Hono();
 * app.use(keyringMiddleware(createKeyringHost(options)));
 */
export function keyringMiddleware(host: KeyringHostHandler): MiddlewareHandler {
  if (typeof (host as KeyringHostHandler | null | undefined)?.handle !== 'function')
    throw new TypeError('Pass the host that createKeyringHost returns.');
  return async (c, next) => {
    const response = await host.handle(c.req.raw);
    if (response !== undefined) return response;
    await next();
    // A WebSocket upgrade cannot be rebuilt as a `Response`.
    if (c.res.status < 200) return undefined;
    for (const [name, value] of host.documentHeaders(c.res.headers.get('Content-Type'))) {
      if (name === 'Set-Cookie') c.header(name, value, { append: true });
      else if (!c.res.headers.has(name)) c.header(name, value);
    }
    return undefined;
  };
}
