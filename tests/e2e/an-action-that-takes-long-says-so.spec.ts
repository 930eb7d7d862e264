import type { Page } from '@playwright/test';
import { signIn } from '../support/app.ts';
import { hold, test } from '../support/note-answers.ts';
import { writeNote } from '../support/notes.ts';
import { ACME } from '../support/organizations.ts';
import { expect } from '../support/test.ts';

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const status = (page: Page, text: string) => page.getByRole('status').filter({ hasText: text });

test('the deletion of all notes says that it is under way', async ({ page, server }) => {
  await signIn(page, ACME);
  await writeNote(page, 'One of all');
  const response = hold('arrives');
  server.answer = ({ method }) => (method === 'DELETE' ? response : 'as-usual');
  await button(page, 'Delete all notes').click();
  await button(page, 'Delete them all').click();
  await expect(status(page, 'Deleting all notes…')).toBeVisible();
  await expect(button(page, 'Delete them all')).toHaveAttribute('aria-disabled', 'true');
  response.release();
  await expect(button(page, 'Delete all notes')).toBeVisible();
  await expect(status(page, 'Deleting all notes…')).toHaveCount(0);
  // `signIn` of the next test expects it.
  await writeNote(page, ACME.note);
});

test('a deletion of all notes that is tried again after a lost response keeps what was written in between', async ({
  page,
  context,
  server,
}) => {
  await signIn(page, ACME);
  const [before, after] = [`Before ${crypto.randomUUID()}`, `After ${crypto.randomUUID()}`];
  await writeNote(page, before);
  const other = await context.newPage();
  await other.goto(`/${ACME.slug}/`);
  const response = hold('lost');
  server.answer = ({ method }) => (method === 'DELETE' ? response : 'as-usual');
  await button(page, 'Delete all notes').click();
  await button(page, 'Delete them all').click();
  await expect(other.getByText(before, { exact: true })).toHaveCount(0);
  await writeNote(other, after);
  response.release();
  await expect(button(page, 'Delete them all')).toHaveAttribute('aria-disabled', 'false');
  server.answer = () => 'as-usual';
  await button(page, 'Delete them all').click();
  await expect(button(page, 'Delete all notes')).toBeVisible();
  await page.reload();
  await expect(page.getByText(after, { exact: true })).toBeVisible();
  // `signIn` of the next test expects it.
  await writeNote(page, ACME.note);
});

test('the own edit, whose response is lost, is nobody else’s change', async ({ page, context, server }) => {
  await signIn(page, ACME);
  const [draft, final] = [`Draft ${crypto.randomUUID()}`, `Final ${crypto.randomUUID()}`];
  await writeNote(page, draft);
  const other = await context.newPage();
  await other.goto(`/${ACME.slug}/`);
  const response = hold('lost');
  server.answer = ({ method }) => (method === 'PATCH' ? response : 'as-usual');
  await button(page, `Edit note: ${draft}`).click();
  await page.getByLabel('Edit note', { exact: true }).fill(final);
  await button(page, 'Save').click();
  await expect(status(page, 'Saving…')).toBeVisible();
  await expect(other.getByText(final, { exact: true })).toBeVisible();
  response.release();
  await expect(page.getByText(final, { exact: true })).toBeVisible();
  await expect(page.getByLabel('Edit note', { exact: true })).toHaveCount(0);
  await expect(page.getByText('Someone changed this note')).toHaveCount(0);
});
