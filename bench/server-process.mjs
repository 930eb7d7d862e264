// Servers in processes of their own, on free ports.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';

/** Longest wait for a server that starts, ms. */
const START_LIMIT = 60_000;

/**
 * Starts a script that serves the build in `directory`, and waits until it is ready.
 *
 * @param {number} port the app has it; AuthKit, the second API and the OpenID provider have the next three
 */
export function startServer(
  port,
  /** @type {string} */ directory,
  /** @type {string} */ script,
  /** @type {Record<string, string>} */ environment = {},
) {
  const server = spawn(process.execPath, [script], {
    env: {
      ...process.env,
      OUT_DIR: directory,
      PORT: String(port),
      AUTHKIT_PORT: '',
      ACCESS_TOKEN_TTL: '',
      VAULT: '',
      WORKOS_CLIENT_ID: '',
      WORKOS_API_KEY: '',
      WORKOS_API_HOSTNAME: '',
      WORKOS_ISSUER: '',
      ORGANIZATIONS: '',
      DATABASE_URL: '',
      STATE: 'memory',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((/** @type {(started: typeof server) => void} */ resolve, reject) => {
    const limit = setTimeout(() => {
      server.kill('SIGKILL');
      reject(new Error(`the server was not ready after ${START_LIMIT} ms`));
    }, START_LIMIT);
    server.once('exit', (code) => {
      clearTimeout(limit);
      reject(new Error(`the server stopped with ${code}`));
    });
    server.stdout.on('data', (chunk) => {
      if (!String(chunk).includes('ready ')) return;
      clearTimeout(limit);
      resolve(server);
    });
  });
}

/** Ports of the bench, in groups of four. */
const PORTS = { first: 4400, groups: 150 };

/** Finds the first of four free ports in a row. It begins anywhere, because another bench may start at the same time. */
export async function findFreePorts() {
  const begin = Math.floor(Math.random() * PORTS.groups);
  for (let group = 0; group < PORTS.groups; group += 1) {
    const port = PORTS.first + 4 * ((begin + group) % PORTS.groups);
    if ((await Promise.all([port, port + 1, port + 2, port + 3].map(isFree))).every(Boolean)) return port;
  }
  throw new Error(`no four free ports from ${PORTS.first} on`);
}

function isFree(/** @type {number} */ port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
