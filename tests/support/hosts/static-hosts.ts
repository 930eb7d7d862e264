import { Hono } from 'hono';
import { type Listening, listenOnLoopback } from '../../../dev/listen-on-loopback.ts';
import type { BackEnd } from '../../../dev/local-back-end.ts';
import type { StaticHostKind } from '../../../server/index.ts';
import { serveLikeCloudflarePages, serveLikeNetlify } from './file-hosts.ts';
import { startNginx } from './nginx-server.ts';
import { serveApi } from './serve-api.ts';
import { createStaticBuild } from './static-build.ts';

/** nginx with the build and the generated configuration, and the API behind a location of its own. */
export async function startNginxHost(backEnd: BackEnd, port: number): Promise<Listening> {
  const build = await buildFor('nginx', backEnd);
  const api = await serveApi(backEnd);
  const server = `
    location /api/ {
      proxy_pass http://127.0.0.1:${api.port};
      proxy_http_version 1.1;
      proxy_buffering off;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $http_connection;
    }`;
  const nginx = await startNginx({ root: build.folder, server }, port);
  return {
    close: async () => {
      await nginx.close();
      await api.close();
      await build.remove();
    },
  };
}

/** A model of Netlify. */
export const startNetlify = (backEnd: BackEnd, port: number): Promise<Listening> =>
  startModel('netlify', backEnd, { port, serve: serveLikeNetlify });

/** A model of Cloudflare Pages. */
export const startCloudflarePages = (backEnd: BackEnd, port: number): Promise<Listening> =>
  startModel('cloudflare-pages', backEnd, { port, serve: serveLikeCloudflarePages });

async function startModel(
  kind: StaticHostKind,
  backEnd: BackEnd,
  { port, serve }: { readonly port: number; readonly serve: (folder: string) => Hono },
): Promise<Listening> {
  const build = await buildFor(kind, backEnd);
  const app = new Hono().route('/', backEnd.api).route('/', serve(build.folder));
  const listening = await listenOnLoopback(app.fetch, port, backEnd.attachSockets);
  return {
    close: async () => {
      await listening.close();
      await build.remove();
    },
  };
}

function buildFor(host: StaticHostKind, { configuration, authKitJwksUri }: BackEnd) {
  // Cloudflare Pages cannot serve the key set. The local AuthKit allows the app's origin to read it.
  const isElsewhere = host === 'cloudflare-pages';
  return createStaticBuild({
    host,
    configuration: isElsewhere ? { ...configuration, jwksUri: authKitJwksUri } : configuration,
    authKitJwksUri,
    policy: { page: { trustedTypesPolicies: ['solid-template'] } },
  });
}
