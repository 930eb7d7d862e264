import { createMiddleware } from 'hono/factory';

/**
 * CORS as the WorkOS dashboard sets it up: origins are allow-listed one by one and compared exactly; any other origin
 * gets no CORS header at all.
 *
 * `Retry-After` is exposed so that a browser client can read it. Whether WorkOS exposes it is undocumented, so a client
 * must also work without it.
 */
export function cors(allowedOrigins: readonly string[]) {
  return createMiddleware(async (c, next) => {
    const origin = c.req.header('Origin');
    const allowed = origin !== undefined && allowedOrigins.includes(origin);
    if (c.req.method === 'OPTIONS') {
      c.res = new Response(null, { status: 204 });
      if (allowed) {
        c.header('Access-Control-Allow-Methods', 'GET, POST');
        c.header('Access-Control-Allow-Headers', 'Accept, Content-Type, X-Requested-With');
        c.header('Access-Control-Max-Age', '600');
      }
    } else {
      await next();
      if (allowed) c.header('Access-Control-Expose-Headers', 'Retry-After');
    }
    // Always set, so that a cache never returns one origin's response to another.
    c.header('Vary', 'Origin', { append: true });
    if (allowed) {
      c.header('Access-Control-Allow-Origin', origin);
      c.header('Access-Control-Allow-Credentials', 'true');
    }
  });
}
