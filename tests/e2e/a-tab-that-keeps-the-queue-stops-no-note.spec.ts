import { signIn } from '../support/app.ts';
import { holdLock } from '../support/held-lock.ts';
import { noteTexts, waitingNotes, writeNote } from '../support/notes.ts';
import { ACME, ADA } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

/** A second longer than a tab waits for another one that sends, ms: the time of the page then passes as usual again. */
const OVER = 46_000;

test('a note is sent once although another tab keeps the lock of the queue', async ({ page, context }) => {
  await signIn(page, ACME);
  const other = await context.newPage();
  await other.goto('/sessions');
  await holdLock(other, `note-outbox:${ACME.id}:${ADA.id}`);
  await page.clock.install();
  const text = `The queue is kept ${Date.now()}`;
  await writeNote(page, text);
  await expect(waitingNotes(page)).toHaveCount(1);
  await page.clock.runFor(OVER);
  await expect.poll(async () => (await noteTexts(page, ACME)).filter((one) => one === text)).toEqual([text]);
  await expect(waitingNotes(page)).toHaveCount(0);
});
