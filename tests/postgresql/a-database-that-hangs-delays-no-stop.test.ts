import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findFreePorts } from '../support/free-ports.ts';
import { startProcess } from '../support/hosts/host-process.ts';
import { type PostgresServer, startPostgres } from './support/postgres-server.ts';

/** When Docker kills a process that it has asked to stop, ms. */
const DOCKER_PATIENCE = 10_000;

let postgres: PostgresServer;
let folder: string;
let network: Server;
let child: ChildProcess | undefined;
const sockets = new Set<Socket>();
beforeAll(async () => {
  postgres = await startPostgres();
  folder = mkdtempSync(join(tmpdir(), 'keyring-hanging-'));
  execFileSync(process.execPath, ['scripts/build-server.mjs'], {
    env: { ...process.env, SERVER_OUT_DIR: join(folder, 'dist-server') },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  mkdirSync(join(folder, 'dist'));
  for (const file of ['index.html', 'sw.js']) writeFileSync(join(folder, 'dist', file), 'void 0;');
});
afterAll(() => {
  child?.kill('SIGKILL');
  network?.close();
  for (const socket of sockets) socket.destroy();
  postgres?.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** The network between the server and its database. */
interface Network {
  readonly port: number;
  /** Lets nothing through any more. Resolves when the server has sent something that does not arrive. */
  readonly freeze: () => Promise<void>;
}

async function startNetwork(to: number): Promise<Network> {
  let lose: (() => void) | undefined;
  network = createServer((near) => {
    const far = connect(to, '127.0.0.1');
    for (const [from, into] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('error', () => into.destroy());
      from.on('close', () => lose ?? into.destroy());
      from.on('data', (chunk) => {
        if (lose === undefined) into.write(chunk);
        else if (from === near) lose();
      });
    }
  });
  await new Promise<void>((resolve) => network.listen(0, '127.0.0.1', resolve));
  return {
    port: (network.address() as AddressInfo).port,
    freeze: () =>
      new Promise((resolve) => {
        lose = resolve;
      }),
  };
}

test('SIGTERM while the database hangs: the process ends by itself before Docker would kill it', async () => {
  const url = new URL(postgres.url);
  const { port: databasePort, freeze } = await startNetwork(Number(url.port));
  url.port = `${databasePort}`;
  const port = await findFreePorts();
  child = spawn(process.execPath, ['dist-server/server/server.mjs'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env.PATH ?? '',
      PORT: `${port}`,
      ORIGIN: 'https://app.example.com',
      DATABASE_URL: url.href,
      WORKOS_CLIENT_ID: 'client_test',
      ORGANIZATIONS: 'acme:org_acme',
      STATE_DIRECTORY: join(folder, 'state'),
    },
  });
  await startProcess(child, port);
  const checkHealth = () => fetch(`http://127.0.0.1:${port}/healthz`);
  // A connection of the pool, which the next request uses.
  expect((await checkHealth()).status).toBe(200);
  const isSent = freeze();
  const cut = checkHealth().catch(() => 'cut');
  await isSent;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const docker = setTimeout(() => child?.kill('SIGKILL'), DOCKER_PATIENCE);
  expect(await exited).toEqual([0, null]);
  clearTimeout(docker);
  expect(await cut).toBe('cut');
});
