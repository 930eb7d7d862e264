import { type ChildProcess, spawn } from 'node:child_process';
import { CREDENTIALS } from './credentials.ts';
import { onFreePorts, TooSlow } from './free-ports.ts';

/** Environment variables of docs/environment.md, except the ports. */
export type ServerEnvironment = Readonly<Record<string, string>>;

/** One instance of the built app with its AuthKit and its APIs. */
export interface AppServer {
  readonly port: number;
  readonly origin: string;
  readonly authKitOrigin: string;
  /** The same API, cross-site to the app. */
  readonly otherApiOrigin: string;
  /** Its process; `undefined`: this one. */
  readonly pid: number | undefined;
  /** @param signal default: SIGTERM, as a supervisor sends it */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Overrides the developer's `.env`, which must not affect this server. An empty value means unset. */
const CONTRACT_DEFAULTS: ServerEnvironment = Object.fromEntries(
  [
    'AUTHKIT_PORT',
    'ACCESS_TOKEN_TTL',
    'REFRESH_GRACE',
    'SESSION_MAX_AGE',
    'SESSION_INACTIVITY',
    'VAULT',
    'BINDING',
    'OTHER_API',
    'VAULT_SECRET',
    'WORKOS_CLIENT_ID',
    'WORKOS_API_KEY',
    'WORKOS_API_HOSTNAME',
    'WORKOS_ISSUER',
    'ORGANIZATIONS',
    'WORKOS_WEBHOOK_SECRET',
    'VAPID_PUBLIC_KEY',
    'VAPID_PRIVATE_KEY',
    'KEYRING_PATHS',
    'DATABASE_URL',
    'STATE_DIRECTORY',
    'ORIGIN',
    'HOST',
    'LOG',
    'METRICS_PATH',
  ].map((name) => [name, '']),
);

/** Time limit for a server to print `ready`, ms. */
const START_PATIENCE = 90_000;

/** What an instance serves: the build, or the sources with hot reload. */
const SCRIPTS = { built: 'scripts/serve.mjs', development: 'node_modules/vite/bin/vite.js' } as const;

/** Starts an instance on free ports. */
export function startAppServer(
  environment: ServerEnvironment = {},
  kind: keyof typeof SCRIPTS = 'built',
): Promise<AppServer> {
  return onFreePorts((port) => start(SCRIPTS[kind], port, environment));
}

/** Starts the built app on the ports of an instance that has stopped. */
export function restartAppServer(port: number, environment: ServerEnvironment): Promise<AppServer> {
  return start(SCRIPTS.built, port, environment);
}

async function start(script: string, port: number, environment: ServerEnvironment): Promise<AppServer> {
  const child = spawn(process.execPath, [script], {
    env: {
      ...process.env,
      ...CONTRACT_DEFAULTS,
      // Nothing of a test outlives its server.
      STATE: 'memory',
      CREDENTIALS,
      NO_COLOR: '1',
      FORCE_COLOR: '',
      ...environment,
      PORT: String(port),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await untilReady(child);
  return {
    port,
    origin: `http://localhost:${port}`,
    authKitOrigin: `http://127.0.0.1:${port + 1}`,
    otherApiOrigin: `http://127.0.0.1:${port + 2}`,
    pid: child.pid,
    stop: (signal) => stop(child, signal),
  };
}

function untilReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = (error: Error): void => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(error);
    };
    const timer = setTimeout(
      () => fail(new TooSlow(`The server was not ready within ${START_PATIENCE} ms:\n${output}`)),
      START_PATIENCE,
    );
    const onExit = (code: number | null): void =>
      fail(new Error(`The server ended with ${code} before it was ready:\n${output}`));
    child.once('exit', onExit);
    child.stderr?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (!/^ready http/m.test(output)) return;
      clearTimeout(timer);
      child.off('exit', onExit);
      resolve();
    });
  });
}

function stop(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill(signal);
  });
}
