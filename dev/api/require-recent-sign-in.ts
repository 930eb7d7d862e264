import { createMiddleware } from 'hono/factory';
import { problem } from './problem.ts';
import type { ApiEnvironment } from './require-token.ts';

/**
 * Accepts only requests of users who authenticated within the last `maxAge` seconds. The challenge is that of RFC 9470 §3,
 * so the worker lets the user sign in again and repeats the request.
 *
 * @param maxAge s
 * @param now the clock, in milliseconds
 */
export const requireRecentSignIn = (maxAge: number, now: () => number) =>
  createMiddleware<ApiEnvironment>(async (c, next) => {
    const { authenticatedAt } = c.var.token;
    if (authenticatedAt !== null && now() / 1000 - authenticatedAt <= maxAge) return next();
    const error = 'insufficient_user_authentication';
    return problem(c, 401, {
      code: error,
      title: 'More recent sign-in required',
      detail: `This request needs a sign-in of the last ${maxAge} seconds.`,
      headers: { 'WWW-Authenticate': `Bearer error="${error}", max_age="${maxAge}"` },
    });
  });
