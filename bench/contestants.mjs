// A contestant: its own server process, and its page in its own browser context. All pages do the same: they get ready and send
// one authorized call.
import { timeLoad, watchLoad } from './page-load.mjs';
import { serveContestant } from './serve-contestant.mjs';

/** @typedef {Awaited<ReturnType<typeof openContestant>>} Contestant */

/**
 * Starts the server of a contestant, and opens its page, signed in.
 *
 * @param {Pick<import('./lab.mjs').Lab, 'pages' | 'newContext'>} lab
 * @param {import('./kinds.mjs').Kind} kind
 * @param {{ isTimed?: boolean }} [options] `isTimed`: the worker reports how long its script took
 */
export async function openContestant(lab, kind, { isTimed = false } = {}) {
  const server = await serveContestant(lab, { ...kind, isTimed });
  try {
    return await openPage(lab, kind, server);
  } catch (error) {
    await server.close();
    throw error;
  }
}

/**
 * @param {Pick<import('./lab.mjs').Lab, 'newContext'>} lab
 * @param {import('./kinds.mjs').Kind} kind
 * @param {Awaited<ReturnType<typeof serveContestant>>} server
 */
async function openPage(lab, { name, path, hasWorker = true, losesTokens = false, signIn }, server) {
  const options = {
    serviceWorkers: hasWorker ? /** @type {const} */ ('allow') : /** @type {const} */ ('block'),
  };
  const context = await lab.newContext(options);
  const close = () => Promise.all([context.close(), server.close()]);
  try {
    const page = await context.newPage();
    const url = server.app + path;
    await Promise.all([watchLoad(page), page.goto(url).then(() => signIn?.(page))]);
    const devTools = hasWorker ? await context.newCDPSession(page) : undefined;
    await devTools?.send('ServiceWorker.enable');
    const stopWorker = async () => void (await devTools?.send('ServiceWorker.stopAllWorkers'));
    // See `unobserved-contestants.mjs`: it starts again in the process of the page.
    await stopWorker();
    if (losesTokens) await timeLoad(page, url);
    /** The sessions at the provider, which is on 127.0.0.1. */
    const providerCookies = (await context.cookies()).filter(({ domain }) => domain === '127.0.0.1');
    return {
      name,
      page,
      server,
      hasWorker,
      losesTokens,
      /** Opens the page once more, in another tab. */
      async openTab() {
        const tab = await context.newPage();
        await timeLoad(tab, url);
        return tab;
      },
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
      stopWorker,
      close,
    };
  } catch (error) {
    await context.close();
    throw error;
  }
}

/**
 * Opens contestants one after the other. If one fails, it closes those before.
 *
 * @param {Parameters<typeof openContestant>[0]} lab
 * @param {readonly import('./kinds.mjs').Kind[]} kinds
 * @param {{ isTimed?: boolean }} [options]
 */
export async function openContestants(lab, kinds, options) {
  /** @type {Contestant[]} */
  const contestants = [];
  try {
    for (const kind of kinds) contestants.push(await openContestant(lab, kind, options));
    return contestants;
  } catch (error) {
    await closeContestants(contestants);
    throw error;
  }
}

/** Closes every contestant, also after one of them failed to close. */
export async function closeContestants(/** @type {readonly Pick<Contestant, 'close'>[]} */ contestants) {
  const closed = await Promise.allSettled(contestants.map(({ close }) => close()));
  for (const result of closed) if (result.status === 'rejected') throw result.reason;
}
