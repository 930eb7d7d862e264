// Runs `npm install && npm start` in the checkout named by the first argument. Checks that it prints `ready`, that it
// responds, and that its ports are free after Ctrl-C.
import { spawn, spawnSync } from 'node:child_process';
import { get } from 'node:http';
import { createServer } from 'node:net';

const START_PATIENCE = 120_000;
const STOP_PATIENCE = 10_000;

/** The headers that a browser sends when it loads the worker. The server rejects other requests for the script. */
const WORKER_LOAD = {
  'Service-Worker': 'script',
  'Sec-Fetch-Dest': 'serviceworker',
  'Sec-Fetch-Mode': 'same-origin',
  'Sec-Fetch-Site': 'same-origin',
};

const [checkout] = process.argv.slice(2);
/** @type {import('node:child_process').ChildProcess | undefined} */
let app;
const port = await findFreePorts();
const ports = [port, port + 1, port + 2];

const install = spawnSync('npm', ['install', '--no-audit', '--no-fund'], { cwd: checkout, stdio: 'inherit' });
if (install.status !== 0) fail('npm install failed');

// A separate process group, like a shell's foreground job, so that SIGINT reaches every process of it.
app = spawn('npm', ['start'], {
  cwd: checkout,
  detached: true,
  stdio: ['ignore', 'pipe', 'inherit'],
  env: { ...process.env, PORT: String(port), AUTHKIT_PORT: '', STATE: 'memory' },
});
const ended = new Promise((resolve) => app.once('exit', resolve));

try {
  const line = await within(START_PATIENCE, 'npm start was not ready', untilReady());
  if (line !== `ready http://localhost:${port}`) throw new Error(`npm start printed "${line}"`);
  for (const [path, headers] of [
    ['/acme/', {}],
    ['/sw.js', WORKER_LOAD],
  ]) {
    const status = await statusOf(path, headers);
    if (status !== 200) throw new Error(`${path} returned ${status}`);
  }
  process.kill(-app.pid, 'SIGINT');
  await within(STOP_PATIENCE, 'npm start did not stop after SIGINT', ended);
  for (const each of ports) if (!(await isFree(each))) throw new Error(`port ${each} is still in use`);
  console.log(`ready, responded, stopped; ports ${ports.join(', ')} are free again`);
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}

function fail(reason) {
  console.error(reason);
  try {
    if (app?.pid !== undefined) process.kill(-app.pid, 'SIGKILL');
  } catch {
    // The process has already ended.
  }
  process.exit(1);
}

/** Not `fetch`, because it sets its own Fetch Metadata headers. */
function statusOf(path, headers) {
  return new Promise((resolve, reject) => {
    get({ host: 'localhost', port, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).once('error', reject);
  });
}

function untilReady() {
  return new Promise((resolve, reject) => {
    let output = '';
    app.stdout.on('data', (chunk) => {
      process.stdout.write(chunk);
      output += chunk;
      const line = /^ready .*$/m.exec(output);
      if (line !== null) resolve(line[0]);
    });
    app.once('exit', (code) => reject(new Error(`npm start ended with ${code} before it was ready`)));
  });
}

function within(patience, reason, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(reason)), patience);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

async function findFreePorts() {
  for (let candidate = 14_173; candidate < 20_000; candidate += 3) {
    const free = await Promise.all([candidate, candidate + 1, candidate + 2].map(isFree));
    if (free.every(Boolean)) return candidate;
  }
  throw new Error('No three free ports were found.');
}

function isFree(candidate) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(candidate, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
