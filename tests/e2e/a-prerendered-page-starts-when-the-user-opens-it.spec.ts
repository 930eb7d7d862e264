import type { Page } from '@playwright/test';
import { expectOrganization, signIn } from '../support/app.ts';
import { ACME } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';
import { setVisibility, startHidden } from '../support/visibility.ts';

/**
 * From the next document on, the page is as one that Chromium prerenders: hidden, and its messages to the worker are held.
 * Chromium itself prerenders nothing while Playwright is connected.
 */
async function startPrerendered(page: Page): Promise<void> {
  await startHidden(page);
  await page.addInitScript(() => {
    Object.defineProperty(document, 'prerendering', { configurable: true, value: true });
    const opened = new Promise((resolve) => document.addEventListener('prerenderingchange', resolve));
    const send: (this: ServiceWorker, ...message: never) => void = ServiceWorker.prototype.postMessage;
    ServiceWorker.prototype.postMessage = function (this: ServiceWorker, ...message: never) {
      void opened.then(() => send.apply(this, message));
    };
  });
}

async function open(page: Page): Promise<void> {
  await page.evaluate(() => {
    Object.defineProperty(document, 'prerendering', { configurable: true, value: false });
    document.dispatchEvent(new Event('prerenderingchange'));
  });
  await setVisibility(page, 'visible');
}

test('a page that was prerendered a minute ago starts when the user opens it', async ({ page }) => {
  await signIn(page, ACME);
  await page.clock.install();
  await startPrerendered(page);
  await page.goto('/acme/');
  await expect(page.getByText('Opening your keyring')).toBeAttached();
  for (let third = 0; third < 3; third += 1) await page.clock.fastForward('00:20');
  await open(page);
  await expectOrganization(page, ACME);
});
