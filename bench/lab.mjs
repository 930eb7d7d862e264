// The setup of every measurement: the built app with its back end on free ports, and a browser.
import { spawn } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { build } from 'vite';
import { findBrowser } from '../scripts/browser.mjs';
import { buildPages, writeDocuments } from './build-pages.mjs';
import { timeEvaluation } from './time-evaluation.mjs';

/** @typedef {Awaited<ReturnType<typeof openLab>>} Lab */

/** Life of a contestant's access tokens, s: none is refreshed while it is measured. */
const TOKEN_LIFETIME = '3600';

export async function openLab({ isPersistent = false } = {}) {
  await build({ logLevel: 'warn' });
  const pages = await mkdtemp(join(tmpdir(), 'keyring-bench-pages-'));
  await cp('dist', pages, { recursive: true });
  await buildPages(pages);
  const port = await findFreePorts();
  const server = await startServer(port, 'dist', 'scripts/serve.mjs');
  const launch = {
    executablePath: findBrowser(),
    args: [
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  };
  const browser = await chromium.launch(launch);
  return {
    browser,
    /** The built app with the pages of all contestants. */
    pages,
    app: `http://localhost:${port}`,
    authKit: `http://127.0.0.1:${port + 1}`,
    /** A context with its own profile: in memory as Playwright's are, or on disk, where IndexedDB is slower. */
    async newContext(/** @type {import('playwright').BrowserContextOptions} */ options = {}) {
      if (!isPersistent) return browser.newContext(options);
      const profile = await mkdtemp(join(tmpdir(), 'keyring-bench-profile-'));
      const context = await chromium.launchPersistentContext(profile, { ...launch, ...options });
      context.once('close', () => void rm(profile, { recursive: true, force: true, maxRetries: 5 }));
      return context;
    },
    async close() {
      await browser.close();
      server.kill('SIGTERM');
      await rm(pages, { recursive: true, force: true });
    },
  };
}

/**
 * Serves a copy of the build and of the pages from another process and, if given, another worker at `/sw.js`. So every
 * contestant has the same server and the same API.
 *
 * @param {Pick<Lab, 'pages'>} lab
 * @param {{ worker?: string | undefined, hasWorker?: boolean, hasProvider?: boolean, isTimed?: boolean }} contestant `worker`: the source of
 *   another worker; `isTimed`: the worker reports how long its script took, see `evaluation.mjs`
 */
export async function serveContestant(
  lab,
  { worker, hasWorker = true, hasProvider = false, isTimed = false },
) {
  const directory = await mkdtemp(join(tmpdir(), 'keyring-bench-'));
  await cp(lab.pages, directory, { recursive: true });
  if (worker !== undefined) await writeFile(join(directory, 'sw.js'), worker);
  const port = await findFreePorts();
  const app = `http://localhost:${port}`;
  await writeDocuments(directory, app, hasWorker);
  if (isTimed)
    for (const name of ['sw.js', 'OidcServiceWorker.js']) await timeEvaluation(join(directory, name));
  const server = await startServer(port, directory, 'bench/server.mjs', {
    ACCESS_TOKEN_TTL: TOKEN_LIFETIME,
    OIDC_PROVIDER: hasProvider ? '1' : '',
  });
  return {
    app,
    authKit: `http://127.0.0.1:${port + 1}`,
    async close() {
      server.kill('SIGTERM');
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Signs Ada in to an organization in a page. The worker of the page's context holds her sessions. */
export async function signIn(
  /** @type {import('playwright').Page} */ page,
  /** @type {Pick<Lab, 'app'>} */ lab,
  /** @type {string} */ slug,
) {
  await page.goto(`${lab.app}/${slug}/`);
  const email = page.getByLabel('Email');
  const heading = page.getByRole('heading', { level: 1, name: slug.replaceAll('-', ' '), exact: false });
  await email.or(heading).first().waitFor();
  if (await email.isVisible()) {
    await email.fill('ada@example.com');
    await page.getByRole('button', { name: 'Continue', exact: true }).click();
  }
  await page.waitForURL(`${lab.app}/${slug}/`);
  await heading.waitFor();
}

/** Measures `count` consecutive calls for an organization, ms each. */
export function timeCalls(
  /** @type {import('playwright').Page} */ page,
  /** @type {string} */ slug,
  /** @type {number} */ count,
) {
  return page.evaluate(
    async ({ slug, count }) => {
      const times = [];
      for (let call = 0; call < count; call += 1) {
        const start = performance.now();
        const response = await fetch('/api/me', { headers: { 'X-Org-Slug': slug } });
        await response.text();
        if (!response.ok) throw new Error(`the call responded with ${response.status}`);
        times.push(performance.now() - start);
      }
      return times;
    },
    { slug, count },
  );
}

/** Calls a control endpoint of the local AuthKit. */
export async function control(
  /** @type {Pick<Lab, 'authKit'>} */ lab,
  /** @type {string} */ path,
  /** @type {object} */ body,
) {
  const response = await fetch(`${lab.authKit}/_emulator/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`the local AuthKit rejected ${path}`);
}

export function median(/** @type {number[]} */ values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

export function percentile(/** @type {number[]} */ values, /** @type {number} */ share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

export function row(
  /** @type {string} */ name,
  /** @type {number} */ value,
  /** @type {string} */ unit,
  /** @type {string} */ baseName,
  /** @type {number} */ base,
) {
  const show = (/** @type {number} */ number) => `${number.toFixed(2)} ${unit}`;
  return {
    name,
    value: show(value),
    against: `${baseName}: ${show(base)}`,
    ratio: (value / base).toFixed(2),
  };
}

function startServer(
  /** @type {number} */ port,
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

async function findFreePorts() {
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
