import { Hono } from 'hono';
import { serveApp } from '../../dev/serve-app.ts';
import type { AppServer } from './app-server.ts';
import { startInProcess } from './in-process-server.ts';
import { VAULT_SECRET } from './vault.ts';

/** A server that runs an app without the keyring, and from `deploy()` on the reference app. */
export interface DeployedServer extends AppServer {
  deploy(): void;
}

/** A worker for push messages alone, as many apps have one. It sees no requests. */
const PUSH_WORKER = `addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
addEventListener('push', () => {});`;

const OLD_PAGE = `<!doctype html><title>Old app</title><h1>Old app</h1>
<script>navigator.serviceWorker.register('/sw.js')</script>`;

/** Starts the server with the app that has no keyring yet. */
export async function startDeployedServer(): Promise<DeployedServer> {
  let isDeployed = false;
  const server = await startInProcess({ VAULT_SECRET }, (backEnd) => {
    const configuration = { ...backEnd.configuration, unconnectedPages: 'pass' } as const;
    const current = serveApp({ ...backEnd, configuration }, 'dist');
    const app = new Hono();
    // What the old app sends: its own token.
    app.get('/api/own', (c) => c.text(c.req.header('Authorization') ?? 'none'));
    app.get('/sw.js', (c, next) =>
      isDeployed ? next() : c.body(PUSH_WORKER, 200, { 'Content-Type': 'text/javascript' }),
    );
    app.get('*', (c, next) => (isDeployed ? next() : c.html(OLD_PAGE)));
    app.all('*', (c) => current.fetch(c.req.raw));
    return app;
  });
  return {
    ...server,
    deploy: () => {
      isDeployed = true;
    },
  };
}
