import type { Browser, CDPSession, Page } from '@playwright/test';
import { evaluateInFirefox } from './firefox-chrome.ts';

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
    const browser = page.context().browser();
    if (browser?.browserType().name() === 'firefox') return new WorkerStopper(() => stopInFirefox(browser));
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
  const stopped = await evaluateInFirefox(
    browser,
    `(async () => {
      const manager = Cc['@mozilla.org/serviceworkers/manager;1'].getService(Ci.nsIServiceWorkerManager);
      const registrations = manager.getAllRegistrations();
      let stopped = 0;
      for (let index = 0; index < registrations.length; index += 1) {
        const { activeWorker } = registrations.queryElementAt(index, Ci.nsIServiceWorkerRegistrationInfo);
        if (!activeWorker) continue;
        await activeWorker.terminateWorker();
        stopped += 1;
      }
      return stopped;
    })()`,
  );
  if (stopped === 0) throw new Error('This Firefox has no service worker.');
}

interface WorkerVersion {
  readonly versionId: string;
  readonly runningStatus: string;
}

/** Kills the worker at any moment, also while it starts, and counts the kills. */
export class WorkerKiller {
  readonly #session: CDPSession;
  readonly #running = new Set<string>();
  #kills = 0;

  private constructor(session: CDPSession) {
    this.#session = session;
    session.on(
      'ServiceWorker.workerVersionUpdated',
      ({ versions }: { versions: readonly WorkerVersion[] }) => {
        for (const { versionId, runningStatus } of versions) {
          if (runningStatus !== 'stopped') this.#running.add(versionId);
          else if (this.#running.delete(versionId)) this.#kills += 1;
        }
      },
    );
  }

  static async attach(page: Page): Promise<WorkerKiller> {
    const session = await page.context().newCDPSession(page);
    const killer = new WorkerKiller(session);
    await session.send('ServiceWorker.enable');
    return killer;
  }

  /** How often a worker that was running, or starting, was ended. */
  get kills(): number {
    return this.#kills;
  }

  /** Resolves when the browser has ended what ran; what pages ask meanwhile starts the next one. */
  async kill(): Promise<void> {
    await this.#session.send('ServiceWorker.stopAllWorkers');
  }
}

/** What Shift and the reload button do: the new document is not controlled by the worker. */
export async function hardReload(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const loaded = page.waitForEvent('load');
  await session.send('Page.reload', { ignoreCache: true });
  await loaded;
  await session.detach();
}
