import { type Context, Hono } from 'hono';
import { problem } from './problem.ts';
import type { Storage } from './storage.ts';
import { UnavailableError } from './unavailable-error.ts';

/**
 * `GET /healthz`, public: 200 while this process can serve requests, 503 while it cannot reach its database. For load
 * balancers and containers. It says nothing about the reason, which is in the log.
 */
export function healthRoute({ check }: Pick<Storage, 'check'>): Hono {
  return new Hono().get('/', async (c: Context) => {
    try {
      await check();
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      return problem(c, 503, {
        code: 'temporarily_unavailable',
        title: 'Temporarily unavailable',
        headers: { 'Retry-After': String(error.retryAfter) },
      });
    }
    return c.json({ status: 'ok' }, 200, { 'Cache-Control': 'no-store' });
  });
}
