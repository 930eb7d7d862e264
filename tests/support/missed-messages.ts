import type { Page } from '@playwright/test';

/** From the next document on, the page can be made to miss what the worker sends it: {@link missMessages}. */
export function prepareToMissMessages(page: Page): Promise<unknown> {
  return page.addInitScript(() => {
    // Firefox also runs it in the `about:blank` before the app, which has no service workers.
    if (!isSecureContext) return;
    navigator.serviceWorker.addEventListener('message', (event) => {
      if ('missesMessages' in window) event.stopImmediatePropagation();
    });
  });
}

/** From now on the page gets none of the worker's events, as one that is frozen or suspended. */
export function missMessages(page: Page): Promise<unknown> {
  return page.evaluate(() => Object.assign(window, { missesMessages: true }));
}

/** From now on no worker replies to messages of the page. */
export function silenceWorker(page: Page): Promise<unknown> {
  return page.evaluate(() => {
    const send = ServiceWorker.prototype.postMessage;
    ServiceWorker.prototype.postMessage = () => {};
    Object.assign(window, {
      restoreWorker: () => Object.assign(ServiceWorker.prototype, { postMessage: send }),
    });
  });
}

/** Undoes {@link silenceWorker}. */
export function restoreWorker(page: Page): Promise<unknown> {
  return page.evaluate(() => {
    if ('restoreWorker' in window && typeof window.restoreWorker === 'function') window.restoreWorker();
  });
}
