import { getRequestListener } from '@hono/node-server';
import { readEnvironment } from './environment.ts';
import { createGracefulServer } from './graceful-server.ts';
import { startBackEnd } from './local-back-end.ts';
import { serveApp } from './serve-app.ts';

// The reference app without Vite, for a container: `npm run build && npm run build:server`, then
// `node dist-server/server/server.mjs`.

/** Shorter than the 10 s after which Docker and others kill a process, ms. */
const STOP_LIMIT = 8_000;

const environment = readEnvironment(process.env);
const back = await startBackEnd(environment);
const app = serveApp(back, process.env.OUT_DIR || 'dist');
const { origin } = new URL(back.appOrigin);

/** The proxy in front may use another name and protocol. The app has one origin, and reads no forwarded header. */
const fetchApp = (request: Request): Response | Promise<Response> => {
  const { pathname, search } = new URL(request.url);
  if (pathname === '/healthz' && graceful.isStopping()) return new Response(null, { status: 503 });
  const { method, headers, body, signal } = request;
  const init = { method, headers, signal, ...(body !== null && { body, duplex: 'half' as const }) };
  return app.fetch(new Request(origin + pathname + search, init));
};
const graceful = createGracefulServer(getRequestListener(fetchApp, { overrideGlobalObjects: false }));
back.attachSockets(graceful.server);

let isStopping = false;
async function stop(): Promise<void> {
  // A second signal ends the process at once.
  if (isStopping) process.exit(0);
  isStopping = true;
  await graceful.stop(STOP_LIMIT);
  await back.close();
  process.exit(0);
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop());

graceful.server.listen(environment.port, environment.host, () => console.log(`ready ${origin}`));
