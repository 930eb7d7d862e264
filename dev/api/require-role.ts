import { createMiddleware } from 'hono/factory';
import { problem } from './problem.ts';
import type { ApiEnvironment } from './require-token.ts';

/**
 * Accepts only users with this role in the token's organization. Pages hide what a user may not do; only this check
 * enforces it. The response is 403, not 401: no other token of this user would be accepted (RFC 6750 §3.1).
 */
export const requireRole = (role: string) =>
  createMiddleware<ApiEnvironment>(async (c, next) => {
    if (c.var.token.roles.includes(role)) return next();
    return problem(c, 403, {
      code: 'role_required',
      title: 'Role required',
      detail: `This request needs the role "${role}" in this organization.`,
    });
  });
