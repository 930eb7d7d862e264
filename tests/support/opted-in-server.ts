import { type Context, Hono } from 'hono';
import { decodeJwt } from 'jose';
import { allowOrigins } from '../../dev/api/cors.ts';
import { listenOnLoopback } from '../../dev/listen-on-loopback.ts';
import { serveApp } from '../../dev/serve-app.ts';
import type { ApiRule } from '../../src/protocol/configuration.ts';
import type { AppServer } from './app-server.ts';
import { onFreePorts } from './free-ports.ts';
import { startInProcess } from './in-process-server.ts';
import { silence } from './silence.ts';
import { VAULT_SECRET } from './vault.ts';

/** Widths of the pictures that organizations have, px. */
export const PICTURE_WIDTHS: Readonly<Record<string, number>> = { org_acme: 10, org_globex: 20 };

/** Lengths of the sounds that organizations have, s. */
export const SOUND_LENGTHS: Readonly<Record<string, number>> = { org_acme: 1, org_globex: 2 };

export interface OptedInServer extends AppServer {
  /** Requests of `/api/varied` that reached the server. */
  readonly varied: readonly string[];
  /** The same responses on another origin, with CORS. */
  readonly mediaOrigin: string;
}

/**
 * The built app with APIs that opt into `options`, and with more endpoints: `/api/picture`, `/api/sound` and
 * `/api/subtitles`, as wide, as long and as worded as the token's organization says, and `/api/varied`, which a browser
 * may keep for a minute under `Vary: Authorization`.
 */
export async function startOptedInServer(
  options: Omit<ApiRule, 'origin' | 'pathPrefix'>,
): Promise<OptedInServer> {
  const varied: string[] = [];
  let appOrigin = '';
  const mediaApi = new Hono().use((c, next) => allowOrigins([appOrigin])(c, next));
  mediaApi.route('/', createOptedInApi([]));
  const media = await onFreePorts(async (port) => ({
    ...(await listenOnLoopback(mediaApi.fetch, port)),
    origin: `http://127.0.0.1:${port}`,
  }));
  const server = await startInProcess({ VAULT_SECRET }, (backEnd) => {
    const { configuration } = backEnd;
    appOrigin = backEnd.appOrigin;
    const rules = [...configuration.apis, { origin: media.origin, pathPrefix: '/api' }];
    const apis = rules.map((rule) => ({ ...rule, ...options }));
    const api = createOptedInApi(varied);
    api.route('/', backEnd.api);
    return serveApp({ ...backEnd, api, configuration: { ...configuration, apis } }, 'dist');
  });
  const stop = async (): Promise<void> => {
    await Promise.all([server.stop(), media.close()]);
  };
  return { ...server, varied, mediaOrigin: media.origin, stop };
}

function createOptedInApi(varied: string[]): Hono {
  const api = new Hono();
  api.get('/api/picture', (c) => {
    const width = PICTURE_WIDTHS[organizationOf(c)];
    if (width === undefined) return c.text('No picture without a token\n', 401);
    const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="1"/>`;
    return c.body(picture, 200, { 'Content-Type': 'image/svg+xml', 'Cache-Control': 'no-store' });
  });
  api.get('/api/sound', (c) => {
    const length = SOUND_LENGTHS[organizationOf(c)];
    if (length === undefined) return c.text('No sound without a token\n', 401);
    return c.body(silence(length), 200, { 'Content-Type': 'audio/wav', 'Cache-Control': 'no-store' });
  });
  api.get('/api/subtitles', (c) =>
    c.body(`WEBVTT\n\n00:00.000 --> 00:01.000\n${organizationOf(c)}\n`, 200, {
      'Content-Type': 'text/vtt',
      'Cache-Control': 'no-store',
    }),
  );
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
