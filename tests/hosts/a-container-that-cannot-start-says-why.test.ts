import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findFreePorts } from '../support/free-ports.ts';

/** Limit for a process to end, ms. */
const PATIENCE = 60_000;

let folder: string;
let port: number;
beforeAll(async () => {
  // Outside of the checkout, so that no node_modules is found: as in the container.
  folder = mkdtempSync(join(tmpdir(), 'keyring-container-'));
  execFileSync(process.execPath, ['scripts/build-server.mjs'], {
    env: { ...process.env, SERVER_OUT_DIR: join(folder, 'dist-server') },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  for (const name of ['dist', 'state']) mkdirSync(join(folder, name));
  for (const file of ['index.html', 'sw.js']) writeFileSync(join(folder, 'dist', file), '');
  // Nobody can create a folder below a file. A test that runs as root has no folder that it may not write.
  writeFileSync(join(folder, '.data'), '');
  port = await findFreePorts();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What an operator reads. */
function start(variables: Readonly<Record<string, string>>): string {
  const { PATH = '' } = process.env;
  const { status, stderr } = spawnSync(process.execPath, ['dist-server/server/server.mjs'], {
    cwd: folder,
    encoding: 'utf8',
    timeout: PATIENCE,
    env: { PATH, NODE_ENV: 'production', PORT: `${port}`, ...variables },
  });
  expect(status).toBe(1);
  return stderr;
}

test.each([
  ['a wrong variable', { PORT: 'x' }, 'PORT is "x"; it must be a whole number'],
  [
    'no built app',
    { OUT_DIR: 'state' },
    'OUT_DIR is "state"; that folder has no index.html. Run npm run build',
  ],
  ['no database and no folder', {}, '(ENOTDIR). Set DATABASE_URL, or STATE_DIRECTORY to a folder'],
  [
    'a database and no folder for the local AuthKit',
    { DATABASE_URL: 'postgresql://app@127.0.0.1:1/app' },
    '(ENOTDIR). Set WORKOS_CLIENT_ID, or STATE_DIRECTORY to a folder',
  ],
  ['a folder and no embedded database', { STATE_DIRECTORY: 'state' }, 'Set DATABASE_URL, or STATE=memory'],
  [
    'a database that is not reachable',
    { STATE_DIRECTORY: 'state', DATABASE_URL: 'postgresql://app:the-password@127.0.0.1:1/app' },
    'The database of DATABASE_URL could not be prepared: connect ECONNREFUSED',
  ],
  [
    'an API key as the client id',
    { STATE: 'memory', WORKOS_CLIENT_ID: 'sk_test_a2V5', ORGANIZATIONS: 'acme:org_1' },
    'WORKOS_CLIENT_ID must be the client id of the WorkOS dashboard, "client_…"',
  ],
  [
    'an address of another machine',
    { STATE: 'memory', HOST: '192.0.2.1' },
    'HOST and PORT: listen EADDRNOTAVAIL',
  ],
])('%s is one line that says what to set', (_what, variables, message) => {
  const output = start(variables);
  expect(output).toContain(message);
  expect(output.trim().split('\n')).toHaveLength(1);
  expect(output).not.toContain('the-password');
});

test('a taken port is one line that says so', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port + 1, '127.0.0.1', resolve));
  try {
    expect(start({ STATE: 'memory' })).toBe(
      `A port is in use: the app needs ${port} and ${port + 2}, AuthKit needs ${port + 1}. Stop what uses it, or set PORT.\n`,
    );
  } finally {
    server.close();
  }
});
