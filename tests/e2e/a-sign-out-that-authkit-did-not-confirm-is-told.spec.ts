import type { Page } from '@playwright/test';
import { heading, signIn, signOutEverywhere } from '../support/app.ts';
import { ACME } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

/** Longer than the page waits for the browser to leave, ms. */
const PATIENCE = 20_000;

/** The worker is ended after it has signed out and before it responds; the next one gets the request as a new one. */
function loseTheFirstResponse(page: Page): Promise<void> {
  return page.evaluate(() => {
    const send: (this: ServiceWorker, message: unknown, ports: Transferable[]) => void =
      ServiceWorker.prototype.postMessage;
    let isLost = false;
    Object.assign(ServiceWorker.prototype, {
      postMessage(this: ServiceWorker, message: { readonly type: string }, ports: Transferable[]) {
        if (message.type !== 'sign-out') send.call(this, message, ports);
        else if (isLost) send.call(this, { ...message, id: crypto.randomUUID() }, ports);
        else send.call(this, message, [new MessageChannel().port2]);
        isLost ||= message.type === 'sign-out';
      },
    });
  });
}

test('a sign-out everywhere whose response was lost says that AuthKit may not know of it', {
  tag: '@long',
}, async ({ page }) => {
  await signIn(page, ACME);
  await page.goto('/sessions');
  const row = page.getByRole('button', { name: 'Sign out of Acme', exact: true });
  await expect(row).toBeVisible();
  await loseTheFirstResponse(page);
  await page.getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(row).toHaveCount(0);
  const notice = page.getByRole('status').filter({ hasText: 'you may still be signed in there' });
  await expect(notice).toBeVisible({ timeout: PATIENCE });
  await expect(page).toHaveURL('/');
  await page.reload();
  await expect(notice).toBeVisible();

  // As the notice says: another sign-in, for which AuthKit asks nothing, and another sign-out.
  await page.goto('/acme/');
  await page.getByRole('button', { name: 'Sign in to Acme' }).click();
  await expect(heading(page, ACME)).toBeVisible();
  await expect(notice).toHaveCount(0);
  await page.goto('/sessions');
  await signOutEverywhere(page);
  await expect(page).toHaveURL('/');
  await expect(page.getByRole('heading', { level: 1, name: /^All your organizations/ })).toBeVisible();
  await expect(notice).toHaveCount(0);
});
