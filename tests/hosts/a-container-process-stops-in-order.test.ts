import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findFreePorts } from '../support/free-ports.ts';

/** Limit for the process to start, ms. */
const START_PATIENCE = 90_000;

let folder: string;
let child: ChildProcess;
let port: number;
let output = '';
let errors = '';
let ended: Promise<number | null>;
beforeAll(async () => {
  // Outside of the checkout, so that no node_modules is found: as in the container.
  folder = mkdtempSync(join(tmpdir(), 'keyring-container-'));
  execFileSync(process.execPath, ['scripts/build-server.mjs'], {
    env: { ...process.env, SERVER_OUT_DIR: join(folder, 'dist-server') },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  mkdirSync(join(folder, 'dist'));
  writeFileSync(join(folder, 'dist/index.html'), '<!doctype html><title>App</title>');
  writeFileSync(join(folder, 'dist/sw.js'), 'void "the worker";');
  port = await findFreePorts();
  const { PATH = '' } = process.env;
  child = spawn(process.execPath, ['dist-server/server/server.mjs'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH,
      NODE_ENV: 'production',
      PORT: `${port}`,
      ORIGIN: 'https://app.example.com',
      STATE: 'memory',
      LOG: 'json',
      METRICS_PATH: '/api/metrics',
    },
  });
  ended = new Promise((resolve) => child.once('exit', resolve));
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  await new Promise<void>((ready, failed) => {
    const timer = setTimeout(() => failed(new Error('The process was not ready in time.')), START_PATIENCE);
    void ended.then((code) => failed(new Error(`The process ended with ${code}: ${errors}`)));
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (!output.includes('ready https://app.example.com\n')) return;
      clearTimeout(timer);
      ready();
    });
  });
});
afterAll(async () => {
  child?.kill('SIGKILL');
  await ended;
  rmSync(folder, { recursive: true, force: true });
});

const get = (path: string): Promise<Response> =>
  fetch(`http://127.0.0.1:${port}${path}`, { redirect: 'manual' });

test('the bundle has the migrations beside it', () => {
  expect(existsSync(join(folder, 'dist-server/api/migrations/0001-notes.sql'))).toBe(true);
});

/** The status line of a response to a request with a header that `fetch` does not send. */
function statusWith(version: string, header: string): Promise<string | undefined> {
  const socket = connect(port, '127.0.0.1', () => {
    socket.write(`GET /healthz HTTP/${version}\r\n${header}Connection: close\r\n\r\n`, 'latin1');
  });
  return new Promise((resolve, reject) => {
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString();
    });
    socket.once('error', reject).once('close', () => resolve(text.split('\r\n')[0]));
  });
}

test.each([
  ['1.1', 'Host: app.1\r\n'],
  ['1.1', 'Host: [0:0:0:0:0:0:0:1]:4173\r\n'],
  ['1.1', 'Host: org_keyring\r\n'],
  ['1.0', ''],
])('HTTP/%s with the header "%s" gets a response', async (version, header) => {
  expect(await statusWith(version, header)).toBe('HTTP/1.1 200 OK');
});

test('it serves the app under any host name, because a proxy may use another', async () => {
  expect((await get('/healthz')).status).toBe(200);
  const document = await get('/acme/notes');
  expect(document.status).toBe(200);
  expect(document.headers.get('Content-Security-Policy')).toContain("default-src 'none'");
  expect((await get('/api/me')).status).toBe(401);
  expect(await (await get('/api/metrics')).text()).toMatch(/# EOF\n$/);
});

test('SIGTERM: a request under way gets its response, and the process ends without an error', async () => {
  const socket = connect(port, '127.0.0.1');
  let response = '';
  const isContinued = new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.on('data', (chunk: Buffer) => {
      response += chunk.toString();
      // The server has read the headers, and waits for the body.
      if (response.includes('100 Continue\r\n\r\n')) resolve();
    });
  });
  const isClosed = new Promise((resolve) => socket.once('close', resolve));
  const head = ['POST /api/webhooks/workos HTTP/1.1', 'Host: x', 'Content-Length: 4', 'Expect: 100-continue'];
  socket.write(`${head.join('\r\n')}\r\n\r\nha`);
  await isContinued;
  child.kill('SIGTERM');
  const status = () =>
    get('/healthz').then(
      (answer) => answer.status,
      () => 'refused',
    );
  await expect.poll(status, { interval: 20, timeout: START_PATIENCE }).toBe('refused');
  socket.write('lf');
  await isClosed;
  expect(response).toMatch(/\r\n\r\nHTTP\/1\.1 400 /);
  expect(await ended).toBe(0);
  const lines = errors.trim().split('\n');
  for (const line of lines) expect(() => JSON.parse(line), line).not.toThrow();
  expect(lines.map((line) => JSON.parse(line))).toContainEqual(
    expect.objectContaining({ type: 'webhook', outcome: 'refused', reason: 'signature' }),
  );
});
