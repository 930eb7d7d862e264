import { addNote, signIn } from '../support/app.ts';
import { noteTexts, privateCaches } from '../support/notes.ts';
import { setOffline } from '../support/offline.ts';
import { ACME } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

test.use({ serverEnvironment: { VAULT: 'memory' } });

test('if nothing may be stored, a note is sent at once or stays in its field', async ({ page, context }) => {
  await signIn(page, ACME);
  const text = `Not stored ${Date.now()}`;
  await addNote(page, text);
  await expect.poll(async () => (await noteTexts(page, ACME)).filter((one) => one === text)).toEqual([text]);
  await expect(page.getByRole('listitem').filter({ hasText: text })).toHaveCount(1);

  await setOffline(context, true);
  const other = `Offline ${Date.now()}`;
  await addNote(page, other);
  await expect(page.getByText(/Not added\. You are offline/)).toBeVisible();
  await expect(page.getByLabel('New note')).toHaveValue(other);
  expect(await privateCaches(page)).toEqual([]);
  expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage }))).not.toContain(other);
});
