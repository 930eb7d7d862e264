// The contestants in browsers that nothing observes. Each has its own server process and browser: cookies do not know ports.
import { watchLoad } from './page-load.mjs';
import { serveContestant } from './serve-contestant.mjs';
import { launchUnobserved } from './unobserved-browser.mjs';

/** @typedef {Awaited<ReturnType<typeof openUnobserved>>['contestants'][number]} UnobservedContestant */

/**
 * Starts the servers and browsers of these contestants, and opens their pages, signed in.
 *
 * @param {Pick<import('./lab.mjs').Lab, 'pages'>} lab
 * @param {readonly import('./kinds.mjs').Kind[]} kinds
 */
export async function openUnobserved(lab, kinds) {
  /** @type {{ close(): Promise<void> }[]} */
  const opened = [];
  const close = async () => {
    for (const each of opened.reverse()) await each.close();
  };
  try {
    const contestants = [];
    for (const kind of kinds) {
      const server = await serveContestant(lab, { ...kind, isTimed: false });
      opened.push(server);
      const browser = await launchUnobserved();
      opened.push(browser);
      contestants.push(await open(browser, kind, server.app));
    }
    return { contestants, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function open(
  /** @type {import('./unobserved-browser.mjs').UnobservedBrowser} */ browser,
  /** @type {import('./kinds.mjs').Kind} */ {
    name,
    path,
    hasWorker = true,
    hasAppShell = false,
    losesTokens = false,
    signIn,
  },
  /** @type {string} */ origin,
) {
  /** The sessions at the provider, which is on 127.0.0.1. @type {readonly object[]} */
  let cookies = [];
  const url = origin + path;
  await browser.observe(async (context) => {
    const page = await context.newPage();
    await Promise.all([watchLoad(page), page.goto(url).then(() => signIn?.(page))]);
    cookies = (await context.cookies())
      .filter(({ domain }) => domain === '127.0.0.1')
      .map(({ name, value, domain, path, httpOnly, secure, sameSite }) => ({
        name,
        value,
        domain,
        path,
        httpOnly,
        secure,
        sameSite,
      }));
  });
  if (hasAppShell) await browser.evaluate(origin, waitForDocument, undefined);
  // After a sign-in the page runs in another process than the worker, which takes 0.5 ms in each call. A worker that starts again,
  // as after 30 s without an event, runs in the process of its page: so does that of every contestant.
  if (hasWorker) {
    await browser.stopWorkers(origin);
    if (losesTokens) await browser.reload(origin);
  }
  return {
    name,
    hasWorker,
    losesTokens,
    /**
     * @template A, R
     * @param {(argument: A) => R | Promise<R>} run
     * @param {A} argument
     */
    evaluate: (run, argument) => browser.evaluate(origin, run, argument),
    reload: () => browser.reload(origin),
    stopWorker: () => browser.stopWorkers(origin),
    trace: browser.trace,
    visitFirst: () => browser.visitFirst(url, cookies),
  };
}

/** Runs in the page: the worker caches the files of the app after its first visit, the document last. */
async function waitForDocument() {
  while ((await caches.match('/index.html', { ignoreSearch: true })) === undefined)
    await new Promise((resolve) => setTimeout(resolve, 100));
}
