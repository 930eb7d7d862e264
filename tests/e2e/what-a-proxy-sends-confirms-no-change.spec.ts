import type { Page } from '@playwright/test';
import { signIn } from '../support/app.ts';
import { test } from '../support/note-answers.ts';
import { noteTexts, waitingNotes, writeNote } from '../support/notes.ts';
import { ACME } from '../support/organizations.ts';
import { expect } from '../support/test.ts';

/** The sign-in page of a public network, in the place of the API's response. */
const page200 = () => pageOfNetwork(200);
const page404 = () => pageOfNetwork(404);

function pageOfNetwork(status: number): Response {
  const headers = { 'Content-Type': 'text/html' };
  return new Response('<!doctype html><title>Sign in to the network</title>', { status, headers });
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const unexpected = (page: Page) =>
  page.getByRole('status').filter({ hasText: 'The server sent an unexpected response.' });

test('a note whose response is JSON, but no note, stays in the queue and is sent again', async ({
  page,
  server,
}) => {
  await signIn(page, ACME);
  const bodies: unknown[] = [{}, null, { status: 'ok' }];
  let attempts = 0;
  server.answer = ({ method }) => {
    if (method !== 'POST') return 'as-usual';
    attempts += 1;
    return Response.json(bodies[attempts % bodies.length]);
  };
  const text = `Not seen by the API ${Date.now()}`;
  await writeNote(page, text);
  await expect(waitingNotes(page)).toHaveCount(1);
  // Each is an attempt without a pause.
  for (const _ of bodies) {
    const before = attempts;
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await expect.poll(() => attempts).toBeGreaterThan(before);
  }
  await expect(waitingNotes(page)).toHaveCount(1);
  server.answer = () => 'as-usual';
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await expect.poll(async () => (await noteTexts(page, ACME)).filter((one) => one === text)).toEqual([text]);
  await expect(waitingNotes(page)).toHaveCount(0);
});

for (const [what, answer] of [
  ['a page with 200', page200],
  ['a page with 404', page404],
] as const) {
  test(`${what} neither deletes nor changes a note`, async ({ page, server }) => {
    await signIn(page, ACME);
    const text = `Still there ${Date.now()}`;
    await writeNote(page, text);
    const note = page.getByRole('listitem').filter({ hasText: text });
    server.answer = ({ method }) => (['PATCH', 'DELETE'].includes(method) ? answer() : 'as-usual');

    await button(page, `Delete note: ${text}`).click();
    await button(page, 'Delete note').click();
    await expect(unexpected(page)).toBeVisible();
    await expect(note).toBeVisible();
    await note.getByRole('button', { name: 'Cancel' }).click();

    await button(page, `Edit note: ${text}`).click();
    await page.getByLabel('Edit note', { exact: true }).fill(`${text}, changed`);
    await button(page, 'Save').click();
    await expect(unexpected(page)).toBeVisible();
    // Without a note, the text would say that it was deleted.
    await expect(button(page, 'Save')).toBeEnabled();
    await button(page, 'Cancel').click();
    await expect(note).toBeVisible();

    await button(page, 'Delete all notes').click();
    await button(page, 'Delete them all').click();
    await expect(unexpected(page)).toBeVisible();
    await expect(button(page, 'Delete them all')).toBeEnabled();

    server.answer = () => 'as-usual';
    await button(page, 'Keep the notes').click();
    await button(page, `Delete note: ${text}`).click();
    await button(page, 'Delete note').click();
    await expect(note).toHaveCount(0);
    expect(await noteTexts(page, ACME)).not.toContain(text);
  });
}
