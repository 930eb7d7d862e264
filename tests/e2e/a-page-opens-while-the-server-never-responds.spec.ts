import type { BrowserContext, Page } from '@playwright/test';
import { heading, signIn } from '../support/app.ts';
import { expectNotesCached } from '../support/notes.ts';
import { freeze, waitForAppShell } from '../support/offline.ts';
import { ACME } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

/** The limit, ms, with room for a busy machine; without the fix the page waits for minutes. */
const OPENS_WITHIN = 15_000;

/** Starts an update check that a frozen server never ends; from then on `register()` stays pending too. */
async function startUpdateCheck(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    if (registration === undefined) throw new Error('No worker is registered.');
    registration.update().catch(() => {});
  });
}

async function openAnother(context: BrowserContext, path: string): Promise<Page> {
  const opened = await context.newPage();
  await opened.goto(path, { waitUntil: 'commit' });
  return opened;
}

test('R52, field report 1: with an active worker, a second tab and a reload open from cached data behind a hanging update check', {
  tag: '@long',
}, async ({ page, context, server }) => {
  await signIn(page, ACME);
  await expectNotesCached(page, ACME);
  await waitForAppShell(page);
  const thaw = freeze(server);
  try {
    await startUpdateCheck(page);
    const opened = await openAnother(context, '/acme/');
    await expect(heading(opened, ACME)).toBeVisible({ timeout: OPENS_WITHIN });
    await expect(opened.getByText(ACME.note)).toBeVisible({ timeout: OPENS_WITHIN });
    await page.reload({ waitUntil: 'commit' });
    await expect(page.getByText(ACME.note)).toBeVisible({ timeout: OPENS_WITHIN });
    const sessions = await openAnother(context, '/sessions');
    await expect(sessions.getByRole('button', { name: 'Sign out of Acme' })).toBeVisible({
      timeout: OPENS_WITHIN,
    });
  } finally {
    thaw();
  }
  await expect(page.getByText(/^Showing notes from/)).toHaveCount(0);
});

test('R52, field report 1: a first visit whose registration never ends says so after its limit, and can try again', async ({
  page,
}) => {
  await page.clock.install();
  await page.addInitScript(() => {
    // Firefox also runs it in the `about:blank` before the app, which has no service workers.
    if (!isSecureContext) return;
    const container = ServiceWorkerContainer.prototype;
    const { register } = container;
    container.register = () => new Promise(() => {});
    Object.assign(window, { letRegister: () => Object.assign(container, { register }) });
  });
  await page.goto('/acme/');
  await page.clock.fastForward(1_000);
  await expect(page.getByText('Opening your keyring…')).toBeVisible();
  await page.clock.fastForward(20_000);
  await expect(page.getByRole('heading', { name: 'The app did not start' })).toBeVisible();
  await expect(page.getByText(/did not deliver the session worker within 15 s/)).toBeVisible();

  await page.evaluate(() => {
    if ('letRegister' in window && typeof window.letRegister === 'function') window.letRegister();
  });
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByLabel('Email', { exact: true })).toBeVisible();
});
