import type { CDPSession, Page } from '@playwright/test';

interface WorkerVersions {
  readonly versions: readonly { readonly runningStatus: string }[];
}

/** Stops service workers as the browser does by itself after a while. */
export class WorkerStopper {
  readonly #session: CDPSession;
  #statuses: readonly string[] = [];
  #onChange: () => void = () => {};

  private constructor(session: CDPSession) {
    this.#session = session;
    session.on('ServiceWorker.workerVersionUpdated', ({ versions }: WorkerVersions) => {
      this.#statuses = versions.map(({ runningStatus }) => runningStatus);
      this.#onChange();
    });
  }

  static async attach(page: Page): Promise<WorkerStopper> {
    const session = await page.context().newCDPSession(page);
    const stopper = new WorkerStopper(session);
    await session.send('ServiceWorker.enable');
    return stopper;
  }

  /** Resolves when no worker runs any more. */
  async stop(): Promise<void> {
    this.#statuses = [];
    const stopped = new Promise<void>((resolve) => {
      this.#onChange = () => {
        if (this.#statuses.length > 0 && this.#statuses.every((status) => status === 'stopped')) resolve();
      };
    });
    await this.#session.send('ServiceWorker.stopAllWorkers');
    await stopped;
  }
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
