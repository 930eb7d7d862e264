import type { Page } from '@playwright/test';
import { signIn } from '../support/app.ts';
import { DATABASE } from '../support/keyring-database.ts';
import { ACME } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

/** The number of records that a sign-out leaves: sessions that AuthKit still has to end, and their refresh tokens. */
const left = (page: Page): Promise<readonly number[]> =>
  page.evaluate(async (name) => {
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await done(indexedDB.open(name));
    const stores = database.transaction(['revocations', 'credentials']);
    const counts = await Promise.all([
      done(stores.objectStore('revocations').count()),
      done(stores.objectStore('credentials').count()),
    ]);
    database.close();
    return counts;
  }, DATABASE);

test('R42: a sign-out that AuthKit redirects to a blocked page is delivered, and leaves no refresh token', async ({
  page,
  authKit,
}) => {
  await signIn(page, ACME);
  // WorkOS redirects a logout without `return_to` to the homepage of the dashboard, which the worker's policy does not list.
  await authKit.changeSettings({ signOutRedirect: 'https://www.example.com/' });
  await page.goto('/sessions');
  await expect.poll(() => left(page)).toEqual([0, 1]);
  await page.getByRole('button', { name: 'Sign out of Acme', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Sign out of Acme', exact: true })).toHaveCount(0);
  await expect.poll(() => left(page)).toEqual([0, 0]);
});
