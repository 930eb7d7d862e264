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

/** What Shift and the reload button do: the new document is not controlled by the worker. */
export async function hardReload(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const loaded = page.waitForEvent('load');
  await session.send('Page.reload', { ignoreCache: true });
  await loaded;
  await session.detach();
}
