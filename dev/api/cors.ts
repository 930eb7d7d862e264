import { cors } from 'hono/cors';

/**
 * CORS for the listener that simulates an API on another origin: exact origins, bearer tokens, no cookies. Only headers
 * that the worker may send are allowed. `X-Org-Slug` is not, because the worker removes it.
 *
 * @param origins the allow-list, compared exactly
 */
export const allowOrigins = (origins: readonly string[]) =>
  cors({
    origin: [...origins],
    allowMethods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key', 'If-None-Match', 'Last-Event-ID'],
    exposeHeaders: ['ETag', 'Idempotency-Replayed', 'Retry-After', 'WWW-Authenticate'],
    maxAge: 600,
  });
