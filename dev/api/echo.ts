import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import { limitBody } from './body-limit.ts';
import type { ApiEnvironment } from './require-token.ts';

/** Large uploads are part of the tests. A larger body is rejected with 413. */
const BODY_LIMIT = 128 * 1024 * 1024;

/**
 * `POST /echo`, and any other method: returns the request as `{method, query, headers, body, bodyLength, bodySha256}`.
 * `body` is null if it is not UTF-8. A repeated query parameter is an array.
 */
export function echoRoutes(): Hono<ApiEnvironment> {
  const routes = new Hono<ApiEnvironment>();
  routes.all('/', limitBody(BODY_LIMIT), async (c) => {
    const bytes = new Uint8Array(await c.req.arrayBuffer());
    return c.json({
      method: c.req.method,
      query: readQuery(c.req.queries()),
      headers: readHeaders(c.req.raw.headers),
      body: decodeUtf8(bytes),
      bodyLength: bytes.byteLength,
      bodySha256: createHash('sha256').update(bytes).digest('hex'),
    });
  });
  return routes;
}

const readQuery = (queries: Record<string, string[]>) =>
  Object.fromEntries(Object.entries(queries).map(([name, all]) => [name, all.length === 1 ? all[0] : all]));

/**
 * Removes secrets from the headers: the token, and the values of HttpOnly cookies, because the sealed vault's device
 * key is derived from one. The names of the cookies stay, to show that they were sent.
 */
function readHeaders(headers: Headers): Record<string, string> {
  const shown = [...headers].filter(([name]) => name !== 'authorization' && name !== 'proxy-authorization');
  return Object.fromEntries(
    shown.map(([name, value]) => [name, name === 'cookie' ? value.replace(/=[^;]*/g, '=[hidden]') : value]),
  );
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
