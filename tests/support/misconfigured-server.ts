import { readFile } from 'node:fs/promises';
import { Hono } from 'hono';
import { listenOnLoopback } from '../../dev/listen-on-loopback.ts';
import type { BackEnd } from '../../dev/local-back-end.ts';
import { serveApp } from '../../dev/serve-app.ts';
import type { AppServer } from './app-server.ts';
import { onFreePorts } from './free-ports.ts';
import { startInProcess } from './in-process-server.ts';
import { VAULT_SECRET } from './vault.ts';

/** Mistakes of a developer that show only while the app runs. */
export type Mistake = 'issuer' | 'cors' | 'key-set' | 'missing-script' | 'static-script';

/** Starts the built app with one mistake in its settings or in its server. */
export async function startMisconfiguredServer(mistake: Mistake): Promise<AppServer> {
  let authKitOrigin = '';
  const proxy = new Hono().all('*', (c) => withoutCors(c.req.raw, authKitOrigin));
  const closed = await onFreePorts(async (port) => ({
    ...(await listenOnLoopback(proxy.fetch, port)),
    origin: `http://127.0.0.1:${port}`,
  }));
  const server = await startInProcess({ VAULT_SECRET }, (backEnd) => {
    authKitOrigin = backEnd.configuration.authKitOrigin;
    const app = new Hono();
    if (mistake === 'missing-script') app.get('/sw.js', (c) => c.text('The worker script is missing', 503));
    if (mistake === 'static-script')
      app.get('/sw.js', async (c) =>
        c.body(await readFile('dist/sw.js', 'utf8'), 200, { 'Content-Type': 'text/javascript' }),
      );
    return app.route('/', serveApp(changed(backEnd, mistake, closed.origin), 'dist'));
  });
  return {
    ...server,
    stop: async () => {
      await Promise.all([server.stop(), closed.close()]);
    },
  };
}

function changed(backEnd: BackEnd, mistake: Mistake, closedOrigin: string): BackEnd {
  const { configuration } = backEnd;
  switch (mistake) {
    case 'issuer':
      return { ...backEnd, configuration: { ...configuration, issuers: ['https://issuer.example.com'] } };
    case 'cors':
      return { ...backEnd, configuration: { ...configuration, authKitOrigin: closedOrigin } };
    case 'key-set':
      return { ...backEnd, authKitJwksUri: `${configuration.authKitOrigin}/sso/jwks/client_other` };
    case 'missing-script':
    case 'static-script':
      return backEnd;
  }
}

/** AuthKit, for an app whose origin is not on its list. */
async function withoutCors(request: Request, origin: string): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const body = request.method === 'GET' ? undefined : await request.text();
  const headers = new Headers(request.headers);
  headers.delete('host');
  const { method } = request;
  const response = await fetch(origin + pathname + search, {
    method,
    headers,
    redirect: 'manual',
    ...(body !== undefined && { body }),
  });
  const passed = new Headers(response.headers);
  for (const name of [...passed.keys()])
    if (name.startsWith('access-control-') || name.startsWith('content-')) passed.delete(name);
  const type = response.headers.get('Content-Type');
  if (type !== null) passed.set('Content-Type', type);
  const hasBody = ![204, 304].includes(response.status);
  return new Response(hasBody ? await response.text() : null, { status: response.status, headers: passed });
}
