import { Hono } from 'hono';
import { getCookie } from 'hono/cookie';
import { serveApp } from '../../dev/serve-app.ts';
import type { LookupCredentials } from '../../src/protocol/configuration.ts';
import type { AppServer } from './app-server.ts';
import { startInProcess } from './in-process-server.ts';
import { VAULT_SECRET } from './vault.ts';

/** The cookie that the access proxy in front of the app demands. */
export const GATE_COOKIE = { name: 'gate', value: 'open' } as const;

export interface GatedServer extends AppServer {
  /** Paths of the requests that came without the cookie, and were refused. */
  readonly refused: readonly string[];
}

/** The built app behind an access proxy that rejects every request without its cookie. */
export async function startGatedServer(lookupCredentials?: LookupCredentials): Promise<GatedServer> {
  const refused: string[] = [];
  const server = await startInProcess({ VAULT_SECRET }, (backEnd) => {
    const apis = backEnd.configuration.apis.map((rule) => ({ ...rule, cookies: true }));
    const configuration = { ...backEnd.configuration, apis, ...(lookupCredentials && { lookupCredentials }) };
    const app = new Hono();
    app.use(async (c, next) => {
      if (getCookie(c, GATE_COOKIE.name) === GATE_COOKIE.value) return next();
      refused.push(c.req.path);
      return c.text('Sign in to the access proxy\n', 401);
    });
    app.route('/', serveApp({ ...backEnd, configuration }, 'dist'));
    return app;
  });
  return { ...server, refused };
}
