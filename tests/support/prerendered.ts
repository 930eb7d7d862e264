import type { Page } from '@playwright/test';
import { setVisibility, startHidden } from './visibility.ts';

/**
 * From the next document on, the page is as one that Chromium prerenders: hidden, and its messages to the worker are held.
 * Chromium itself prerenders nothing while Playwright is connected.
 */
export async function startPrerendered(page: Page): Promise<void> {
  await startHidden(page);
  await page.addInitScript(() => {
    Object.defineProperty(document, 'prerendering', { configurable: true, value: true });
    const opened = new Promise((resolve) => document.addEventListener('prerenderingchange', resolve));
    // A blank document has no service workers in Firefox.
    if (!('ServiceWorker' in globalThis)) return;
    const send: (this: ServiceWorker, ...message: never) => void = ServiceWorker.prototype.postMessage;
    ServiceWorker.prototype.postMessage = function (this: ServiceWorker, ...message: never) {
      void opened.then(() => send.apply(this, message));
    };
  });
}

/** The user opens the page. */
export async function openPrerendered(page: Page): Promise<void> {
  await page.evaluate(() => {
    Object.defineProperty(document, 'prerendering', { configurable: true, value: false });
    document.dispatchEvent(new Event('prerenderingchange'));
  });
  await setVisibility(page, 'visible');
}
