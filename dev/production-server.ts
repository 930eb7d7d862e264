import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { atOrigin } from './at-origin.ts';
import { describePortError } from './describe-port-error.ts';
import { readEnvironment } from './environment.ts';
import { createGracefulServer } from './graceful-server.ts';
import { startBackEnd } from './local-back-end.ts';
import { serveApp } from './serve-app.ts';

// The reference app without Vite, for a container: `npm run build && npm run build:server`, then
// `node dist-server/server/server.mjs`.

/** For requests under way, ms. Docker and others kill a process after 10 s. */
const STOP_LIMIT = 8_000;
/** When the process ends although the database has not confirmed the end of its connections, ms. */
const EXIT_LIMIT = 9_000;

/** Ends the process. The message says what to change, and a stack would hide it. */
function fail(error: unknown): never {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

async function prepare() {
  const environment = readEnvironment(process.env);
  const outDir = process.env.OUT_DIR || 'dist';
  await findBuild(outDir);
  const back = await startBackEnd(environment).catch((error: unknown) => {
    throw describePortError(error, environment);
  });
  return { environment, back, app: serveApp(back, outDir) };
}

/** @throws Error if the folder has no built app: without it every page would be an error */
async function findBuild(outDir: string): Promise<void> {
  for (const file of ['index.html', 'sw.js'])
    await access(resolve(outDir, file)).catch(() => {
      throw new Error(
        `OUT_DIR is "${outDir}"; that folder has no ${file}. Run npm run build, or set OUT_DIR to the folder of the built app.`,
      );
    });
}

const { environment, back, app } = await prepare().catch(fail);
const { origin, host } = new URL(back.appOrigin);

const fetchApp = atOrigin(app, origin);
const fetchUnlessStopping: typeof fetchApp = (request, bindings) =>
  graceful.isStopping() && new URL(request.url).pathname === '/healthz'
    ? new Response(null, { status: 503 })
    : fetchApp(request, bindings);
const listener = getRequestListener(fetchUnlessStopping, {
  overrideGlobalObjects: false,
});
const graceful = createGracefulServer((request, response) => {
  // The name is not used. Some that a proxy may send, such as `app.1`, are no host of a URL, and HTTP/1.0 sends none.
  request.headers.host = host;
  return listener(request, response);
});
back.attachSockets(graceful.server);

let isStopping = false;
async function stop(): Promise<void> {
  // A second signal ends the process at once.
  if (isStopping) process.exit(0);
  isStopping = true;
  setTimeout(() => process.exit(0), EXIT_LIMIT);
  await graceful.stop(STOP_LIMIT);
  await back.close();
  process.exit(0);
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop());

graceful.server.once('error', (error) => fail(`HOST and PORT: ${error.message}`));
graceful.server.listen(environment.port, environment.host, () => console.log(`ready ${origin}`));
