import type { Context, Handler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** The members of a problem document except its status (RFC 9457). */
export interface Problem {
  /** Stable, for programs. */
  readonly code: string;
  /** Short, and the same for every occurrence of the code. */
  readonly title: string;
  /** One sentence about this occurrence. It contains no token and no internal details. */
  readonly detail?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Returns a problem document (RFC 9457).
 *
 * @example return problem(c, 404, { code: 'not_found', title: 'Not found' });
 */
export function problem(
  c: Context,
  status: ContentfulStatusCode,
  { code, title, detail, headers }: Problem,
): Response {
  const document = { type: 'about:blank', title, status, code, ...(detail === undefined ? {} : { detail }) };
  return c.body(JSON.stringify(document), status, {
    // Every error depends on the time or on the token, so it must not be cached.
    'Cache-Control': 'no-store',
    'Content-Type': 'application/problem+json',
    ...headers,
  });
}

/** Returns 404 for an unknown path. */
export const notFound = (c: Context): Response =>
  problem(c, 404, { code: 'not_found', title: 'Not found', detail: 'This API has nothing at this path.' });

/**
 * Returns 405 with the allowed methods of an existing path (RFC 9110, 15.5.6).
 *
 * @param allow the `Allow` header's value
 */
export const methodNotAllowed =
  (allow: string): Handler =>
  (c) =>
    problem(c, 405, {
      code: 'method_not_allowed',
      title: 'Method not allowed',
      detail: `Allowed here: ${allow}.`,
      headers: { Allow: allow },
    });
