import type { Context, Handler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** What a refusal says, apart from its status (RFC 9457). */
export interface Problem {
  /** Stable, for programs. */
  readonly code: string;
  /** Short, the same for every occurrence of the code. */
  readonly title: string;
  /** One sentence on this occurrence; never a token, never an internal. */
  readonly detail?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Answers with a problem document (RFC 9457).
 *
 * @example
 * return problem(c, 404, { code: 'not_found', title: 'Not found' });
 */
export function problem(
  c: Context,
  status: ContentfulStatusCode,
  { code, title, detail, headers }: Problem,
): Response {
  const document = { type: 'about:blank', title, status, code, ...(detail === undefined ? {} : { detail }) };
  return c.body(JSON.stringify(document), status, {
    // Every refusal depends on the moment or on the token: a stored one would outlive its reason.
    'Cache-Control': 'no-store',
    'Content-Type': 'application/problem+json',
    ...headers,
  });
}

/** Answers 404 for a path that this API does not have. */
export const notFound = (c: Context): Response =>
  problem(c, 404, { code: 'not_found', title: 'Not found', detail: 'This API has nothing at this path.' });

/**
 * Answers 405 for a path that exists, with the methods that it has (RFC 9110, 15.5.6).
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
