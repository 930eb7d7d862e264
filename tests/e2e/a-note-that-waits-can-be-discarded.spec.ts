import { signIn } from '../support/app.ts';
import { noteTexts, waitingNotes, writeNote } from '../support/notes.ts';
import { freeze, setOffline } from '../support/offline.ts';
import { ACME } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

test('a note that waits and is discarded is never sent, and the others are', { tag: '@long' }, async ({
  page,
  context,
}) => {
  await signIn(page, ACME);
  await setOffline(context, true);
  const discarded = `Discarded ${Date.now()}`;
  const kept = `Kept ${Date.now()}`;
  await writeNote(page, discarded);
  await writeNote(page, kept);
  const entry = waitingNotes(page).filter({ hasText: discarded });
  await entry.getByRole('button', { name: 'Discard' }).click();
  await expect(entry).toHaveCount(0);
  await expect(waitingNotes(page)).toHaveCount(1);

  await setOffline(context, false);
  // The first calls may still find no network.
  await expect(async () => expect(await noteTexts(page, ACME)).toContain(kept)).toPass({ timeout: 60_000 });
  await expect(waitingNotes(page)).toHaveCount(0);
  await page.reload();
  await expect(page.getByText(kept)).toBeVisible();
  expect(await noteTexts(page, ACME)).not.toContain(discarded);
});

test('a note that is being sent cannot be discarded: the page says so, and the note arrives', {
  tag: '@long',
}, async ({ page, server }) => {
  await signIn(page, ACME);
  const thaw = freeze(server);
  const text = `On its way ${Date.now()}`;
  try {
    await writeNote(page, text);
    const entry = waitingNotes(page).filter({ hasText: text });
    await entry.getByRole('button', { name: 'Discard' }).click();
    await expect(entry).toContainText('may be sending right now');
  } finally {
    thaw();
  }
  await expect(waitingNotes(page)).toHaveCount(0);
  expect((await noteTexts(page, ACME)).filter((one) => one === text)).toEqual([text]);
});
