import type { Page } from '@playwright/test';
import { signIn, signInButton, signOutEverywhere } from '../support/app.ts';
import { organizationOf } from '../support/calls.ts';
import { DATABASE } from '../support/keyring-database.ts';
import { ACME, ADA, GLOBEX } from '../support/organizations.ts';
import { readBrowserStorage } from '../support/page-memory.ts';
import { expect, test } from '../support/test.ts';
import { WorkerStopper } from '../support/worker-control.ts';
import { askAgain } from '../support/worker-messages.ts';

/** What is kept of the pages' announcements: the slug of each, null for none. */
function announced(page: Page): Promise<(string | null)[]> {
  return page.evaluate(
    (name) =>
      new Promise<(string | null)[]>((resolve, reject) => {
        const opening = indexedDB.open(name);
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const database = opening.result;
          const reading = database.transaction('clients').objectStore('clients').getAll();
          reading.onerror = () => reject(reading.error);
          reading.onsuccess = () => {
            database.close();
            // With its kind and number, or alone.
            resolve(reading.result.map((record: unknown) => (Array.isArray(record) ? record[0] : record)));
          };
        };
      }),
    DATABASE,
  );
}

function announceAs(page: Page, client: string, slug: string): Promise<void> {
  return page.evaluate(
    ([name, key, value]) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open(name);
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const database = opening.result;
          const transaction = database.transaction('clients', 'readwrite');
          transaction.objectStore('clients').put(value, `${key}:get`);
          transaction.onabort = () => reject(transaction.error);
          transaction.oncomplete = () => {
            database.close();
            resolve();
          };
        };
      }),
    [DATABASE, client, slug] as const,
  );
}

test('closed pages leave no announcement when the worker starts again, and open pages stay bound', {
  tag: '@long',
}, async ({ page, context, server }) => {
  await signIn(page, ACME);
  await signIn(page, GLOBEX);
  const other = await context.newPage();
  await signIn(other, ACME);
  // What a page leaves that goes while no worker runs.
  await announceAs(page, 'a client that is gone', 'initech');
  expect(await announced(page)).toContain('initech');

  await (await WorkerStopper.attach(page)).stop();

  // No referrer tells another origin's API the organization: it is the announcement that does.
  expect(await organizationOf(page, server.otherApiOrigin)).toBe(GLOBEX.slug);
  expect(await organizationOf(other, server.otherApiOrigin)).toBe(ACME.slug);
  await expect
    .poll(async () => (await announced(page)).sort())
    .toEqual([ACME.slug, ACME.slug, GLOBEX.slug, GLOBEX.slug]);

  await (await WorkerStopper.attach(page)).stop();
  expect(await organizationOf(other, server.otherApiOrigin)).toBe(ACME.slug);
});

test('after a sign-out everywhere no storage and no screen names the user or the organization', {
  tag: '@long',
}, async ({ page }) => {
  await signIn(page, ACME);
  await signIn(page, GLOBEX);
  await page.goto('/sessions');
  await signOutEverywhere(page);
  await expect(page).toHaveURL('/');
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();

  await expect.poll(async () => (await announced(page)).filter((slug) => slug !== null)).toEqual([]);
  const storage = await readBrowserStorage(page);
  for (const trace of [ADA.email, 'user_ada', 'Ada Lovelace']) expect(storage).not.toContain(trace);

  const { session } = await askAgain(page, 'open-organization', { organizationSlug: ACME.slug });
  expect(session).toEqual({ status: 'signed-out' });
  await page.goto('/acme/');
  await expect(signInButton(page, ACME)).toBeVisible();
  await expect(page.locator('body')).not.toContainText(/ada/i);
});
