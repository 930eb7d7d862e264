// The setup of every measurement: the built app with its back end on free ports, and a browser.
import { spawn } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { build } from 'vite';
import { findBrowser } from '../scripts/browser.mjs';

/** @typedef {Awaited<ReturnType<typeof openLab>>} Lab */

export async function openLab() {
  await build({ logLevel: 'warn' });
  const port = await findFreePorts();
  const server = await startServer(port, 'dist');
  const browser = await chromium.launch({
    executablePath: findBrowser(),
    args: [
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  });
  return {
    browser,
    app: `http://localhost:${port}`,
    authKit: `http://127.0.0.1:${port + 1}`,
    async close() {
      await browser.close();
      server.kill('SIGTERM');
    },
  };
}

/**
 * Serves a copy of the build from another process, with an empty document at `/bench.html` and, if given, another worker at
 * `/sw.js`. So every contestant has the same server, the same response headers and the same API.
 *
 * @param {string | undefined} worker source of the worker
 */
export async function serveContestant(worker) {
  const directory = await mkdtemp(join(tmpdir(), 'keyring-bench-'));
  await cp('dist', directory, { recursive: true });
  await writeFile(join(directory, 'bench.html'), '<!doctype html><title>bench</title>');
  if (worker !== undefined) await writeFile(join(directory, 'sw.js'), worker);
  const port = await findFreePorts();
  const server = await startServer(port, directory);
  return {
    app: `http://localhost:${port}`,
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

function startServer(/** @type {number} */ port, /** @type {string} */ directory) {
  const server = spawn(process.execPath, ['scripts/serve.mjs'], {
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
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    server.once('exit', (code) => reject(new Error(`the server stopped with ${code}`)));
    server.stdout.on('data', (chunk) => String(chunk).includes('ready ') && resolve(server));
  });
}

async function findFreePorts() {
  for (let port = 4400; port < 5000; port += 3) {
    if ((await Promise.all([port, port + 1, port + 2].map(isFree))).every(Boolean)) return port;
  }
  throw new Error('no three free ports between 4400 and 5000');
}

function isFree(/** @type {number} */ port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
