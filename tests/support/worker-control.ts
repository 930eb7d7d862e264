import type { Browser, CDPSession, Page } from '@playwright/test';
import { evaluateInFirefox, firefoxOf } from './firefox-chrome.ts';

interface WorkerVersions {
  readonly versions: readonly { readonly runningStatus: string }[];
}

/** Stops service workers as the browser does by itself after a while. */
export class WorkerStopper {
  /** Resolves when no worker runs any more. */
  readonly stop: () => Promise<void>;

  private constructor(stop: () => Promise<void>) {
    this.stop = stop;
  }

  static async attach(page: Page): Promise<WorkerStopper> {
    const firefox = firefoxOf(page.context());
    if (firefox !== undefined) return new WorkerStopper(() => stopInFirefox(firefox));
    const session = await page.context().newCDPSession(page);
    await session.send('ServiceWorker.enable');
    return new WorkerStopper(() => stopInChromium(session));
  }
}

async function stopInChromium(session: CDPSession): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    const onChange = ({ versions }: WorkerVersions): void => {
      if (versions.length === 0 || versions.some(({ runningStatus }) => runningStatus !== 'stopped')) return;
      session.off('ServiceWorker.workerVersionUpdated', onChange);
      resolve();
    };
    session.on('ServiceWorker.workerVersionUpdated', onChange);
  });
  await session.send('ServiceWorker.stopAllWorkers');
  await stopped;
}

/** Ends the workers of every profile of this Firefox. */
async function stopInFirefox(browser: Browser): Promise<void> {
  const stopped = await endWorkersOfFirefox(browser);
  if (stopped.length === 0) throw new Error('This Firefox has no service worker.');
}

/**
 * Ends the workers of every profile.
 *
 * @returns each worker that there was, running or not, with the number of its last start
 */
async function endWorkersOfFirefox(browser: Browser): Promise<readonly string[]> {
  const ended = await evaluateInFirefox(
    browser,
    `(() => {
      const manager = Cc['@mozilla.org/serviceworkers/manager;1'].getService(Ci.nsIServiceWorkerManager);
      const registrations = manager.getAllRegistrations();
      const ended = [];
      for (let index = 0; index < registrations.length; index += 1) {
        const { evaluatingWorker, installingWorker, waitingWorker, activeWorker } =
          registrations.queryElementAt(index, Ci.nsIServiceWorkerRegistrationInfo);
        for (const worker of [evaluatingWorker, installingWorker, waitingWorker, activeWorker]) {
          if (!worker) continue;
          ended.push(worker.id + '#' + worker.launchCount);
          worker.terminateWorker();
        }
      }
      return ended.join(' ');
    })()`,
  );
  return String(ended).split(' ').filter(Boolean);
}

interface WorkerVersion {
  readonly versionId: string;
  readonly runningStatus: string;
}

/** Kills the worker at any moment, also while it starts, and counts the kills. In Firefox it kills the workers of every profile. */
export class WorkerKiller {
  /** Resolves when the browser has ended what ran; what pages ask meanwhile starts the next one. */
  readonly kill: () => Promise<void>;
  readonly #ended: ReadonlySet<string>;

  private constructor(kill: () => Promise<void>, ended: ReadonlySet<string>) {
    this.kill = kill;
    this.#ended = ended;
  }

  static async attach(page: Page): Promise<WorkerKiller> {
    const ended = new Set<string>();
    const firefox = firefoxOf(page.context());
    if (firefox !== undefined) {
      return new WorkerKiller(async () => {
        for (const launch of await endWorkersOfFirefox(firefox)) ended.add(launch);
      }, ended);
    }
    const session = await page.context().newCDPSession(page);
    countEnds(session, ended);
    await session.send('ServiceWorker.enable');
    return new WorkerKiller(async () => {
      await session.send('ServiceWorker.stopAllWorkers');
    }, ended);
  }

  /**
   * How often a worker that was running, or starting, was ended. Firefox does not say whether a worker runs: there, a start
   * counts once, also if the worker had ended by itself.
   */
  get kills(): number {
    return this.#ended.size;
  }
}

/** Adds an entry to `ended` whenever a worker stops. */
function countEnds(session: CDPSession, ended: Set<string>): void {
  const running = new Set<string>();
  const onChange = ({ versions }: { versions: readonly WorkerVersion[] }): void => {
    for (const { versionId, runningStatus } of versions) {
      if (runningStatus !== 'stopped') running.add(versionId);
      else if (running.delete(versionId)) ended.add(`${versionId}#${ended.size}`);
    }
  };
  session.on('ServiceWorker.workerVersionUpdated', onChange);
}

/** What Shift and the reload button do: the new document is not controlled by the worker. */
export async function hardReload(page: Page): Promise<void> {
  const firefox = firefoxOf(page.context());
  const loaded = page.waitForEvent('load');
  if (firefox !== undefined) {
    await hardReloadInFirefox(firefox, page.url());
    await loaded;
    return;
  }
  const session = await page.context().newCDPSession(page);
  await session.send('Page.reload', { ignoreCache: true });
  await loaded;
  await session.detach();
}

/** The tab with this URL; BiDi names tabs in another way than Firefox itself. */
async function hardReloadInFirefox(browser: Browser, url: string): Promise<void> {
  const reloaded = await evaluateInFirefox(
    browser,
    `(() => {
      const { LOAD_FLAGS_BYPASS_CACHE, LOAD_FLAGS_BYPASS_PROXY } = Ci.nsIWebNavigation;
      let count = 0;
      for (const { gBrowser } of Services.wm.getEnumerator('navigator:browser'))
        for (const { linkedBrowser } of gBrowser.tabs) {
          if (linkedBrowser.currentURI.spec !== ${JSON.stringify(url)}) continue;
          linkedBrowser.reloadWithFlags(LOAD_FLAGS_BYPASS_CACHE | LOAD_FLAGS_BYPASS_PROXY);
          count += 1;
        }
      return count;
    })()`,
  );
  if (reloaded !== 1) throw new Error(`Firefox has ${reloaded} tabs with ${url}.`);
}
