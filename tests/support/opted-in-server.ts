import { type Context, Hono } from 'hono';
import { decodeJwt } from 'jose';
import { serveApp } from '../../dev/serve-app.ts';
import type { ApiRule } from '../../src/protocol/configuration.ts';
import type { AppServer } from './app-server.ts';
import { startInProcess } from './in-process-server.ts';
import { VAULT_SECRET } from './vault.ts';

/** Widths of the pictures that organizations have, px. */
export const PICTURE_WIDTHS: Readonly<Record<string, number>> = { org_acme: 10, org_globex: 20 };

/**
 * The built app with an API that opts into `options`, and with two answers more: `/api/picture`, as wide as the token's
 * organization says, and `/api/varied`, which a browser may keep for a minute under `Vary: Authorization`.
 */
export async function startOptedInServer(
  options: Omit<ApiRule, 'origin' | 'pathPrefix'>,
): Promise<
  AppServer & { /** Requests of `/api/varied` that reached the server. */ readonly varied: readonly string[] }
> {
  const varied: string[] = [];
  const server = await startInProcess({ VAULT_SECRET }, (backEnd) => {
    const { configuration } = backEnd;
    const apis = configuration.apis.map((rule) => ({ ...rule, ...options }));
    const api = createOptedInApi(varied);
    api.route('/', backEnd.api);
    return serveApp({ ...backEnd, api, configuration: { ...configuration, apis } }, 'dist');
  });
  return { ...server, varied };
}

function createOptedInApi(varied: string[]): Hono {
  const api = new Hono();
  api.get('/api/picture', (c) => {
    const width = PICTURE_WIDTHS[organizationOf(c)];
    if (width === undefined) return c.text('No picture without a token\n', 401);
    const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="1"/>`;
    return c.body(picture, 200, { 'Content-Type': 'image/svg+xml', 'Cache-Control': 'no-store' });
  });
  api.get('/api/varied', (c) => {
    varied.push(organizationOf(c));
    const headers = { 'Cache-Control': 'max-age=60', Vary: 'Authorization' };
    return c.json({ organization: organizationOf(c) }, 200, headers);
  });
  return api;
}

function organizationOf(c: Context): string {
  const token = c.req.header('Authorization')?.replace('Bearer ', '');
  return token === undefined ? 'nobody' : String(decodeJwt(token).org_id);
}
