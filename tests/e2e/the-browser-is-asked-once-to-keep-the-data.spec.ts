import { signIn } from '../support/app.ts';
import { writeNote } from '../support/notes.ts';
import { ACME } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

test('persistent storage is asked for with the first note, once, and not before', { tag: '@long' }, async ({
  page,
  context,
}) => {
  await context.addInitScript(() => {
    // Firefox runs this in the blank page too, which has no storage.
    if (!isSecureContext) return;
    navigator.storage.persist = async () => {
      const asked = Number(localStorage.getItem('asked-in-test') ?? 0);
      localStorage.setItem('asked-in-test', String(asked + 1));
      return true;
    };
  });
  const asked = () => page.evaluate(() => Number(localStorage.getItem('asked-in-test') ?? 0));
  await signIn(page, ACME);
  expect(await asked()).toBe(0);
  await writeNote(page, `The first ${Date.now()}`);
  await expect.poll(asked).toBe(1);
  await page.reload();
  await writeNote(page, `The second ${Date.now()}`);
  expect(await asked()).toBe(1);
});
