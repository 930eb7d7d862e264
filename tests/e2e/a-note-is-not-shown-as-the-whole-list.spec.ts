import { addNote, signIn } from '../support/app.ts';
import { test } from '../support/note-answers.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { expect } from '../support/test.ts';

test('while the list of notes cannot be read, a new note hides neither the problem nor the other notes', async ({
  page,
  server,
}) => {
  await signIn(page, ACME);
  server.answer = ({ method }) => (method === 'GET' ? new Response('down', { status: 500 }) : 'as-usual');
  await page.goto('/globex/');
  const problem = page.getByRole('status').filter({ hasText: 'The notes could not be loaded.' });
  await expect(problem).toBeVisible();

  await addNote(page, 'Written without a list');
  await expect(page.getByRole('button', { name: 'Edit note: Written without a list' })).toBeVisible();
  await expect(problem).toBeVisible();
  await expect(page.getByText(/Showing notes from|Loading newer notes/)).toHaveCount(0);
  await page.getByRole('button', { name: 'Delete note: Written without a list' }).click();
  await page.getByRole('button', { name: 'Delete note', exact: true }).click();
  await expect(page.getByText('Written without a list')).toHaveCount(0);
  await expect(page.getByText('No notes yet')).toHaveCount(0);

  // The device keeps no note as the whole list either.
  await addNote(page, 'Written after it');
  await expect(page.getByRole('button', { name: 'Edit note: Written after it' })).toBeVisible();
  await page.reload();
  await expect(problem).toBeVisible();
  await expect(page.getByText(/Showing notes from/)).toHaveCount(0);
  server.answer = () => 'as-usual';
  await page.reload();
  await expect(page.getByText(GLOBEX.note)).toBeVisible();
  await expect(page.getByText('Written after it', { exact: true })).toHaveCount(1);
  await expect(problem).toHaveCount(0);
});
