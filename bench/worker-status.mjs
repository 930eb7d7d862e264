// Whether the worker of a page runs, as the browser reports it.

/** Longest wait for the browser to stop or to start a worker, ms. */
const LIMIT = 30_000;

/** Watches the worker of a page that already has one. */
export async function watchWorker(/** @type {import('playwright').Page} */ page) {
  let status = 'unknown';
  /** @type {Set<() => void>} */
  const listeners = new Set();
  const devTools = await page.context().newCDPSession(page);
  devTools.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
    for (const version of versions) if (version.status === 'activated') status = version.runningStatus;
    for (const listener of listeners) listener();
  });
  await devTools.send('ServiceWorker.enable');
  /** Resolves when the worker has this status. @throws Error after the limit */
  const waitFor = (/** @type {string} */ wanted, limit = LIMIT) =>
    new Promise((/** @type {(value: void) => void} */ resolve, reject) => {
      const timer = setTimeout(() => end(new Error(`the worker is ${status}, not ${wanted}`)), limit);
      const end = (/** @type {Error | undefined} */ error) => {
        clearTimeout(timer);
        listeners.delete(look);
        if (error === undefined) resolve();
        else reject(error);
      };
      const look = () => status === wanted && end(undefined);
      listeners.add(look);
      look();
    });
  return {
    isRunning: () => status === 'running',
    waitFor,
    async stop() {
      await devTools.send('ServiceWorker.stopAllWorkers');
      await waitFor('stopped');
    },
  };
}
