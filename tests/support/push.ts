import { type BrowserContext, expect, type Page } from '@playwright/test';

/** Delivers push messages to the worker of one app, as DevTools does: without a push service, and without a page of the app. */
export class PushDelivery {
  readonly #context: BrowserContext;
  readonly #send: (data: string) => Promise<void>;

  private constructor(context: BrowserContext, send: (data: string) => Promise<void>) {
    this.#context = context;
    this.#send = send;
  }

  /** @param page of no app: it stays open while the pages of the app are closed */
  static async open(page: Page, origin: string): Promise<PushDelivery> {
    const context = page.context();
    const devTools = await context.newCDPSession(page);
    const registrations = new Map<string, string>();
    devTools.on('ServiceWorker.workerRegistrationUpdated', (event) => {
      for (const { scopeURL, registrationId } of event.registrations)
        registrations.set(scopeURL, registrationId);
    });
    await devTools.send('ServiceWorker.enable');
    await expect.poll(() => registrations.has(`${origin}/`)).toBe(true);
    return new PushDelivery(context, async (data) => {
      const registrationId = registrations.get(`${origin}/`) ?? '';
      await devTools.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data });
    });
  }

  /** Delivers a message: JSON, or any text. */
  deliver(message: object | string): Promise<void> {
    return this.#send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** The titles of the notifications that are shown now. */
  titles(): Promise<readonly string[]> {
    return this.#inWorker(async () =>
      (await self.registration.getNotifications()).map(({ title }) => title).sort(),
    );
  }

  /** The names of the caches that belong to an organization. */
  privateCaches(): Promise<readonly string[]> {
    return this.#inWorker(async () =>
      (await caches.keys()).filter((name) => name.startsWith('keyring:')).sort(),
    );
  }

  async #inWorker<T>(task: () => Promise<T>): Promise<T> {
    const worker = this.#context.serviceWorkers().at(-1);
    if (worker === undefined) throw new Error('No worker is running.');
    return worker.evaluate(task);
  }
}

/** The worker's global scope, as far as the functions above use it there. */
declare const self: { readonly registration: ServiceWorkerRegistration };

/**
 * Replaces the push service of the browser in a page: a subscription needs a network that tests do not have. Everything
 * else is real, and no message can arrive at its endpoint.
 */
export async function fakePushService(page: Page): Promise<void> {
  await page.addInitScript(() => {
    let current: object | null = null;
    // The generator of P-256: the server refuses what is no point of the curve.
    const p256dh = 'BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU';
    const subscription = {
      toJSON: () => ({
        endpoint: 'https://fcm.googleapis.com/fcm/send/of-the-test',
        keys: { p256dh, auth: 'A'.repeat(22) },
      }),
      endpoint: 'https://fcm.googleapis.com/fcm/send/of-the-test',
      unsubscribe: async () => {
        current = null;
        return true;
      },
    };
    Object.assign(PushManager.prototype, {
      getSubscription: async () => current,
      subscribe: async () => {
        current = subscription;
        return current;
      },
    });
  });
}
