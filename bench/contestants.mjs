// The contestants: no worker, a worker that passes requests on, a minimal token worker, org-keyring, and `@axa-fr/oidc-client`.
// Each has its own server process and browser context. All pages do the same: they get ready and send one authorized call.
import { serveContestant } from './serve-contestant.mjs';
import { MINIMAL_TOKEN, PASS_THROUGH } from './workers.mjs';

export const NO_WORKER = 'no worker, the page adds the token';
export const PASS_THROUGH_NAME = 'pass-through worker';
export const KEYRING = 'org-keyring';
export const AXA = '@axa-fr/oidc-client';

/** Longest wait for a page's first call, ms. */
const LIMIT = 60_000;

/**
 * @typedef {object} Kind
 * @property {string} name
 * @property {string} path of its page
 * @property {string} [worker] source of `/sw.js`, if it is not the keyring's
 * @property {boolean} [hasWorker]
 * @property {boolean} [hasProvider] whether it needs the OpenID provider; the others have the local AuthKit
 * @property {boolean} [isTimed] whether its worker reports how long its script took
 */

/** @type {Kind} */
export const KEYRING_KIND = { name: KEYRING, path: '/acme/' };

/** @type {readonly Kind[]} */
export const KINDS = [
  { name: NO_WORKER, path: '/bench.html', hasWorker: false },
  { name: PASS_THROUGH_NAME, path: '/bench.html', worker: PASS_THROUGH },
  { name: 'minimal token worker', path: '/bench.html', worker: MINIMAL_TOKEN },
  KEYRING_KIND,
  { name: AXA, path: '/axa', hasProvider: true },
];

/** @typedef {Awaited<ReturnType<typeof openContestant>>} Contestant */

/** Starts the server of a contestant, and opens its page, signed in. */
export async function openContestant(
  /** @type {import('./lab.mjs').Lab} */ lab,
  /** @type {Kind} */ { name, path, worker, hasWorker = true, hasProvider = false, isTimed = false },
) {
  const server = await serveContestant(lab, { worker, hasWorker, hasProvider, isTimed });
  const options = {
    serviceWorkers: hasWorker ? /** @type {const} */ ('allow') : /** @type {const} */ ('block'),
  };
  const context = await lab.newContext(options);
  const page = await context.newPage();
  const url = server.app + path;
  await Promise.all([watchLoad(page), page.goto(url).then(() => signInIfAsked(page, name))]);
  const devTools = hasWorker ? await context.newCDPSession(page) : undefined;
  await devTools?.send('ServiceWorker.enable');
  /** The sessions at the provider, which is on 127.0.0.1. */
  const providerCookies = (await context.cookies()).filter(({ domain }) => domain === '127.0.0.1');
  return {
    name,
    page,
    server,
    hasWorker,
    /** Loads the page again, ms until its first response was read. */
    reload: () => timeLoad(page, url),
    /** Loads the page in a new profile that is only signed in at the provider. */
    async visitFirst() {
      const fresh = await lab.newContext(options);
      try {
        await fresh.addCookies(providerCookies);
        return await timeLoad(await fresh.newPage(), url);
      } finally {
        await fresh.close();
      }
    },
    stopWorker: async () => void (await devTools?.send('ServiceWorker.stopAllWorkers')),
    close: () => Promise.all([context.close(), server.close()]),
  };
}

async function timeLoad(/** @type {import('playwright').Page} */ page, /** @type {string} */ url) {
  const start = performance.timeOrigin + performance.now();
  const [{ at, isAuthorized, controlledAt }] = await Promise.all([watchLoad(page), page.goto(url)]);
  return { loaded: at - start, controlled: controlledAt - start, isAuthorized };
}

/** Reads what the page reports on its console until its first call has a response. */
async function watchLoad(/** @type {import('playwright').Page} */ page) {
  let controlledAt = Number.NaN;
  const watchControl = (/** @type {import('playwright').ConsoleMessage} */ message) => {
    const match = /^bench controlled ([\d.]+)$/.exec(message.text());
    if (match !== null && Number.isNaN(controlledAt)) controlledAt = Number(match[1]);
  };
  page.on('console', watchControl);
  try {
    const message = await page.waitForEvent('console', {
      predicate: (each) => /^bench (un)?authorized /.test(each.text()),
      timeout: LIMIT,
    });
    const [, word, at] = message.text().split(' ');
    return { at: Number(at), isAuthorized: word === 'authorized', controlledAt };
  } finally {
    page.off('console', watchControl);
  }
}

/** Signs in on the provider's pages. */
async function signInIfAsked(/** @type {import('playwright').Page} */ page, /** @type {string} */ name) {
  if (name === KEYRING) {
    await page.getByLabel('Email').fill('ada@example.com');
    await page.getByRole('button', { name: 'Continue', exact: true }).click();
  }
  if (name === AXA) {
    await page.locator('input[name=login]').fill('ada');
    await page.locator('input[name=password]').fill('any');
    await page.getByRole('button', { name: 'Sign-in' }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
  }
}
