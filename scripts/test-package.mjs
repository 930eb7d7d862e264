// Installs the packed package into a new project, with the oldest and with the newest Hono that it allows: a real
// `npm install` outside this checkout. There the example's types are checked, the app is built and the server runs.
// Then the browser tests of tests/package install it beside examples/react and the quick starts.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { countPlaywright } from './count-tests.mjs';
import { packPackage } from './pack.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const START_TIMEOUT_MS = 30_000;

/** The headers that a browser sends when it loads a service worker. Other requests get no script. */
const WORKER_LOAD = {
  'Service-Worker': 'script',
  'Sec-Fetch-Dest': 'serviceworker',
  'Sec-Fetch-Mode': 'same-origin',
  'Sec-Fetch-Site': 'same-origin',
};

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'keyring-project-')));
let [passed, failed] = [0, 0];
try {
  const tarball = packPackage(folder);
  execFileSync('tar', ['-xzf', tarball, '-C', folder]);
  const { hono } = peerDependencies;
  const projects = {
    // @hono/node-server 2 needs a later Hono than org-keyring does.
    oldest: { hono: hono.replace(/^\^/, ''), '@hono/node-server': '^1.13.0' },
    newest: { hono },
  };
  for (const [name, versions] of Object.entries(projects)) {
    try {
      const installed = await testProject(join(folder, name), tarball, versions);
      console.log(`✓ the ${name} Hono, ${installed}: installed, type-checked, built, served`);
      passed += 1;
    } catch (error) {
      console.error(
        `✗ the ${name} Hono, ${versions.hono}: ${error instanceof Error ? error.message : error}`,
      );
      failed += 1;
    }
  }
  const browser = testInBrowser(tarball);
  passed += browser.passed;
  failed += browser.failed;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

function testInBrowser(tarball) {
  const report = join(folder, 'playwright.json');
  const { status } = spawnSync(
    join(root, 'node_modules', '.bin', 'playwright'),
    ['test', '-c', 'playwright.package.config.ts', '--reporter=list,json'],
    {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, KEYRING_TARBALL: tarball, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    },
  );
  return countPlaywright(
    status === 0,
    existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined,
  );
}

/** @returns {Promise<string>} the version of Hono that was installed */
async function testProject(project, tarball, versions) {
  mkdirSync(project);
  cpSync(join(folder, 'package', 'examples', 'plain'), project, { recursive: true });
  cpSync(join(root, 'tests', 'package', 'serve.mjs'), join(project, 'serve.mjs'));
  const manifest = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
  manifest.dependencies = { ...manifest.dependencies, ...versions, 'org-keyring': `file:${tarball}` };
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest, null, 2));

  const run = (command, ...parameters) =>
    execFileSync(command, parameters, { cwd: project, stdio: ['ignore', 'inherit', 'inherit'] });
  run('npm', 'install', '--no-audit', '--no-fund', '--prefer-offline');
  if (existsSync(join(project, 'node_modules', 'org-keyring', 'node_modules', 'hono')))
    throw new Error('a second copy of Hono was installed');
  const tsc = join(project, 'node_modules', '.bin', 'tsc');
  run(tsc, '-p', 'tsconfig.json', '--noEmit', 'false', '--outDir', 'out');
  run(tsc, '-p', 'tsconfig.worker.json');
  run(process.execPath, 'build.mjs');
  await serveAndAsk(project);
  await runAuthKit(project);
  return JSON.parse(readFileSync(join(project, 'node_modules', 'hono', 'package.json'), 'utf8')).version;
}

async function serveAndAsk(project) {
  const server = spawn(process.execPath, ['serve.mjs'], {
    cwd: project,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const origin = await originOf(server);
    const document = await request(`${origin}/acme/`);
    expect(document.status === 200, `/acme/ has status ${document.status}`);
    const policy = document.headers['content-security-policy'] ?? '';
    expect(
      policy.includes("object-src 'none'") || policy.includes("default-src 'none'"),
      `/acme/ has the policy "${policy}"`,
    );
    const worker = await request(`${origin}/sw.js`, WORKER_LOAD);
    expect(worker.status === 200, `/sw.js has status ${worker.status}`);
    expect(worker.body.includes('client_01PACKAGE'), '/sw.js does not contain the configuration');
    const read = await request(`${origin}/sw.js`, { 'Sec-Fetch-Dest': 'empty', 'Sec-Fetch-Mode': 'cors' });
    expect(!read.body.includes('client_01PACKAGE'), '/sw.js was given to a script that reads it');
    const api = await request(`${origin}/api/me`);
    expect(api.body === '{"authorization":null}', `/api/me has the body ${api.body}`);
  } finally {
    server.kill();
  }
}

/** The command of the package, with users of its own, and a restart that keeps its signing key. */
async function runAuthKit(project) {
  const user = { id: 'user_eve', email: 'eve@example.com', firstName: 'Eve', lastName: 'E', createdAt: 0 };
  const organization = { id: 'org_1', slug: 'first', name: 'First', policy: 'none', members: [] };
  writeFileSync(
    join(project, 'authkit.json'),
    JSON.stringify({ users: [user], organizations: [organization] }),
  );
  const keySets = [];
  for (let start = 0; start < 2; start += 1) {
    const authKit = spawn(
      'npx',
      ['--no-install', 'org-keyring', 'authkit', '--config', 'authkit.json', '--state-file', 'state.json'],
      { cwd: project, stdio: ['ignore', 'pipe', 'inherit'], detached: true },
    );
    try {
      const origin = await originOf(authKit);
      const found = await request(`${origin}/_directory/organizations/first`);
      expect(JSON.parse(found.body).id === 'org_1', `the directory has the body ${found.body}`);
      keySets.push((await request(`${origin}/sso/jwks/client_local`)).body);
    } finally {
      // npx is the leader of the group, and the command is in it.
      process.kill(-authKit.pid);
    }
  }
  expect(keySets[0] === keySets[1], 'the signing key did not survive a restart');

  writeFileSync(join(project, 'broken.json'), '{users');
  const wrong = [
    [['--config', 'broken.json'], '--config is "broken.json", which is not JSON'],
    [['--port', ''], '--port is ""; it must be a whole number'],
    [['--app-origin', 'http://localhost:5173/'], 'Write "http://localhost:5173".'],
  ];
  for (const [flags, message] of wrong) {
    const { status, stderr } = spawnSync('npx', ['--no-install', 'org-keyring', 'authkit', ...flags], {
      cwd: project,
      encoding: 'utf8',
      timeout: START_TIMEOUT_MS,
    });
    expect(status === 1 && stderr.includes(message), `${flags.join(' ')} ended with ${status}: ${stderr}`);
  }
}

function originOf(server) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the server did not start')), START_TIMEOUT_MS);
    server.once('exit', (code) => reject(new Error(`the server stopped with ${code}`)));
    createInterface({ input: server.stdout }).on('line', (line) => {
      if (!line.startsWith('ready ')) return;
      clearTimeout(timer);
      resolve(line.slice('ready '.length));
    });
  });
}

/** Not `fetch`, because it sets its own Fetch Metadata headers. */
function request(url, headers = {}) {
  return new Promise((resolve, reject) => {
    get(
      url.replace('localhost', '127.0.0.1'),
      { headers: { Host: new URL(url).host, ...headers } },
      (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (chunk) => {
          body += chunk;
        });
        response.once('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
      },
    ).once('error', reject);
  });
}

function expect(condition, message) {
  if (!condition) throw new Error(message);
}
