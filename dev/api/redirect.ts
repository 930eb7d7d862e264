import { Hono } from 'hono';
import { problem } from './problem.ts';
import type { ApiEnvironment } from './require-token.ts';

const REDIRECTS = [301, 302, 303, 307, 308] as const;

/**
 * `/redirect?to=URL&status=N` (default 302), for any method, so that tests can see a 307 repeat the body. It is an open
 * redirect on purpose: it simulates an API that has one, to test the worker. No real API should have this route.
 */
export function redirectRoutes(): Hono<ApiEnvironment> {
  const routes = new Hono<ApiEnvironment>();
  routes.all('/', (c) => {
    const status = REDIRECTS.find((known) => String(known) === (c.req.query('status') ?? '302'));
    const target = parseTarget(c.req.query('to'), c.req.url);
    if (status === undefined || target === undefined) {
      return problem(c, 400, {
        code: 'redirect_invalid',
        title: 'Invalid redirect',
        detail: `"to" must be an http(s) URL and "status" one of ${REDIRECTS.join(', ')}.`,
      });
    }
    return c.redirect(target, status);
  });
  return routes;
}

function parseTarget(to: string | undefined, base: string): string | undefined {
  if (!to || !URL.canParse(to, base)) return undefined;
  const { protocol, href } = new URL(to, base);
  return protocol === 'http:' || protocol === 'https:' ? href : undefined;
}
