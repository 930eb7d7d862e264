import { signIn } from '../support/app.ts';
import { holdLock } from '../support/held-lock.ts';
import { noteTexts } from '../support/notes.ts';
import { ACME } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

/** Longest time for a note, ms: the limit of the page for the lock, and the request. */
const LIMIT = 20_000;

test('R52: a note is sent although another page keeps the lock of the private caches', {
  tag: '@long',
}, async ({ page, context }) => {
  await signIn(page, ACME);
  const other = await context.newPage();
  await other.goto('/sessions');
  await holdLock(other, `keyring-private-caches:${ACME.id}`);
  const text = `Without a cache ${Date.now()}`;
  await page.getByLabel('New note').fill(text);
  await page.getByRole('button', { name: 'Add note' }).click();
  await expect(page.getByText(text, { exact: true })).toBeVisible({ timeout: LIMIT });
  await expect(page.getByLabel('New note')).toHaveValue('');
  expect(await noteTexts(page, ACME)).toContain(text);
});
