import { signIn } from '../support/app.ts';
import { noteTexts, waitingNotes, writeNote } from '../support/notes.ts';
import { setOffline } from '../support/offline.ts';
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
}, async ({ page, context }) => {
  await signIn(page, ACME);
  let release = (): void => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await context.route('**/api/notes', async (route) => {
    const request = route.request();
    if (request.method() !== 'POST' || request.serviceWorker() === null) return route.fallback();
    await released;
    await route.continue();
  });
  const text = `On its way ${Date.now()}`;
  await writeNote(page, text);
  const entry = waitingNotes(page).filter({ hasText: text });
  await entry.getByRole('button', { name: 'Discard' }).click();
  await expect(entry).toContainText('may be sending right now');
  release();
  await expect(waitingNotes(page)).toHaveCount(0);
  expect((await noteTexts(page, ACME)).filter((one) => one === text)).toEqual([text]);
});
