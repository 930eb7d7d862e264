import { addNote, signIn } from '../support/app.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

test('a new note appears within a second in the other tabs of its organization, and in no other', {
  tag: '@long',
}, async ({ page, context }) => {
  await signIn(page, ACME);
  const globex = await context.newPage();
  await signIn(globex, GLOBEX);
  const other = await context.newPage();
  await signIn(other, ACME);

  let text = '';
  // A busy machine may take longer for one note, and does not for each of several.
  await expect(async () => {
    text = `Written in one tab at ${Date.now()}`;
    await addNote(page, text);
    await expect(other.getByText(text)).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expect(page.getByText(text)).toHaveCount(1);
  await expect(page.getByLabel('New note')).toHaveValue('');
  await globex.reload();
  await expect(globex.getByText(GLOBEX.note)).toBeVisible();
  await expect(globex.getByText(text)).toHaveCount(0);
});
