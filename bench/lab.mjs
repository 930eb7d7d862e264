// The setup of every measurement: the built app with its back end on free ports, and a browser.
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { launchBrowser } from './browsers.mjs';
import { buildPages } from './build-pages.mjs';
import { findFreePorts, startServer } from './server-process.mjs';

/** @typedef {Awaited<ReturnType<typeof openLab>>} Lab */

export async function openLab({ isPersistent = false } = {}) {
  await build({ logLevel: 'warn' });
  const pages = await mkdtemp(join(tmpdir(), 'keyring-bench-pages-'));
  await cp('dist', pages, { recursive: true });
  await buildPages(pages);
  const port = await findFreePorts();
  const server = await startServer(port, 'dist', 'scripts/serve.mjs');
  const { browser, newContext } = await launchBrowser({ isPersistent });
  return {
    browser,
    /** The built app with the pages of all contestants. */
    pages,
    app: `http://localhost:${port}`,
    authKit: `http://127.0.0.1:${port + 1}`,
    newContext,
    async close() {
      await browser.close();
      server.kill('SIGTERM');
      await rm(pages, { recursive: true, force: true });
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
  const upper = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[upper] : (sorted[upper - 1] + sorted[upper]) / 2;
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
