import { Hono } from 'hono';
import { allowOrigins } from '../../dev/api/cors.ts';
import { listenOnLoopback } from '../../dev/listen-on-loopback.ts';
import type { BackEnd } from '../../dev/local-back-end.ts';
import { serveApp } from '../../dev/serve-app.ts';
import type { ApiRule } from '../../src/protocol/configuration.ts';
import type { AppServer } from './app-server.ts';
import { onFreePorts } from './free-ports.ts';
import { startInProcess } from './in-process-server.ts';
import { VAULT_SECRET } from './vault.ts';

/** What a restart can change: settings of the app, and what a proxy does to its responses. */
export interface Changes {
  readonly apis?: (apis: readonly ApiRule[]) => readonly ApiRule[];
  /** Headers that a proxy in front of the app sets on every response. */
  readonly proxyHeaders?: Readonly<Record<string, string>>;
  /** The proxy's own response to requests for the document, instead of the app's. */
  readonly documentInstead?: Response;
}

/** A server of one build that can be restarted with other settings. */
export interface ChangeableServer extends AppServer {
  /** The origin of an API that is not in the app's settings at first. */
  readonly newApiOrigin: string;
  /** Restarts the app with these changes to its first settings, and with the same build. */
  restart(changes: Changes): void;
}

/** Starts the built app as a {@link ChangeableServer}, with an API on one more origin. */
export async function startChangeableServer(): Promise<ChangeableServer> {
  let appOrigin = '';
  const api = new Hono().use((c, next) => allowOrigins([appOrigin])(c, next));
  api.get('/api/new', (c) => c.text(c.req.header('Authorization') === undefined ? 'no token' : 'a token'));
  const newApi = await onFreePorts(async (port) => ({
    ...(await listenOnLoopback(api.fetch, port)),
    origin: `http://127.0.0.1:${port}`,
  }));
  let restart: ChangeableServer['restart'] = () => {};
  const server = await startInProcess({ VAULT_SECRET }, (backEnd) => {
    appOrigin = backEnd.appOrigin;
    let app = createApp(backEnd, {});
    restart = (changes) => {
      app = createApp(backEnd, changes);
    };
    return new Hono().all('*', (c) => app.fetch(c.req.raw));
  });
  return {
    ...server,
    newApiOrigin: newApi.origin,
    restart: (changes) => restart(changes),
    stop: async () => {
      await Promise.all([server.stop(), newApi.close()]);
    },
  };
}

function createApp(backEnd: BackEnd, { apis, proxyHeaders = {}, documentInstead }: Changes): Hono {
  const { configuration } = backEnd;
  const changed = { ...configuration, apis: apis?.(configuration.apis) ?? configuration.apis };
  const app = new Hono();
  app.use(async (c, next) => {
    if (c.req.path === '/index.html' && documentInstead !== undefined) return documentInstead.clone();
    await next();
    for (const [name, value] of Object.entries(proxyHeaders)) c.header(name, value);
    return undefined;
  });
  app.route('/', serveApp({ ...backEnd, configuration: changed }, 'dist'));
  return app;
}
