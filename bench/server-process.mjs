// Servers in processes of their own, on free ports.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';

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
      DATABASE_URL: '',
      STATE: 'memory',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    server.once('exit', (code) => reject(new Error(`the server stopped with ${code}`)));
    server.stdout.on('data', (chunk) => String(chunk).includes('ready ') && resolve(server));
  });
}

/** Finds the first of four free ports in a row. */
export async function findFreePorts() {
  for (let port = 4400; port < 5000; port += 4) {
    if ((await Promise.all([port, port + 1, port + 2, port + 3].map(isFree))).every(Boolean)) return port;
  }
  throw new Error('no four free ports between 4400 and 5000');
}

function isFree(/** @type {number} */ port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
