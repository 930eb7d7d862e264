import { setTimeout as pause } from 'node:timers/promises';
import { Hono } from 'hono';
import { stream } from 'hono/streaming';
import { serveApp } from '../../dev/serve-app.ts';
import type { AppServer } from './app-server.ts';
import { startInProcess } from './in-process-server.ts';
import { VAULT_SECRET } from './vault.ts';

/** Between two lines of a long response, ms. */
const BETWEEN = 500;

/**
 * The built app with long responses of its API: `/api/echo/lines?ms=` sends two lines of JSON a second for so long, and
 * then a last one. `/api/echo/late?ms=` sends nothing before that time is over.
 */
export function startLongResponses(): Promise<AppServer> {
  return startInProcess({ VAULT_SECRET }, (backEnd) => {
    const api = new Hono();
    api.get('/api/echo/lines', (c) => {
      c.header('Content-Type', 'application/x-ndjson');
      return stream(c, async (body) => {
        const end = performance.now() + Number(c.req.query('ms'));
        for (let line = 0; performance.now() < end && !body.aborted; line += 1) {
          await body.write(`${JSON.stringify({ line })}\n`);
          await pause(BETWEEN);
        }
        await body.write(`${JSON.stringify({ last: true })}\n`);
      });
    });
    api.get('/api/echo/late', async (c) => {
      await pause(Number(c.req.query('ms')), undefined, { signal: c.req.raw.signal });
      return c.text('late');
    });
    api.route('/', backEnd.api);
    return serveApp({ ...backEnd, api }, 'dist');
  });
}
