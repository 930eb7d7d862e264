import { expectOrganization, signIn, switchTo } from '../support/app.ts';
import { expectNotesCached, writeNote } from '../support/notes.ts';
import { setOffline } from '../support/offline.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

test('offline, each organization shows the notes that were last seen in it, and of when they are', {
  tag: '@long',
}, async ({ page, context }) => {
  await signIn(page, ACME);
  const late = `Seen last ${Date.now()}`;
  await writeNote(page, late);
  await expectNotesCached(page, ACME, late);
  await signIn(page, GLOBEX);
  await expectNotesCached(page, GLOBEX);
  await setOffline(context, true);

  await page.reload();
  await expectOrganization(page, GLOBEX);
  await expect(page.getByText(/^Offline\. Showing notes from .*\d{4}/)).toBeVisible();
  await switchTo(page, ACME);
  await expectOrganization(page, ACME);
  await expect(page.getByText(late)).toHaveCount(1);
  await expect(page.getByText(/could not be loaded/)).toHaveCount(0);

  await setOffline(context, false);
  await expect(page.getByText(/^Offline\./)).toHaveCount(0);
  await expect(page.getByText(late)).toHaveCount(1);
});
