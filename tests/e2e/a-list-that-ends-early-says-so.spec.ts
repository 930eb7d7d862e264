import { signIn } from '../support/app.ts';
import { test } from '../support/note-answers.ts';
import { ACME, ADA } from '../support/organizations.ts';
import { expect } from '../support/test.ts';

/** As many notes as the API lists at most. */
const LIMIT = 500;

function listOf(count: number): Response {
  const notes = Array.from({ length: count }, (_, index) => ({
    id: `note_${index}`,
    text: `Note ${index}`,
    author: { id: ADA.id, name: 'Ada Lovelace' },
    createdAt: new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString(),
    editedAt: null,
    submission: null,
  }));
  return Response.json(notes);
}

test('a list of notes that does not show all of them says so', async ({ page, server }) => {
  await signIn(page, ACME);
  server.answer = ({ method }) => (method === 'GET' ? listOf(LIMIT) : 'as-usual');
  await page.reload();
  const hint = page.getByText('Only the newest 500 notes are shown.');
  await expect(hint).toBeVisible();
  await expect(page.getByRole('list', { name: 'Notes' }).getByRole('listitem')).toHaveCount(LIMIT);

  server.answer = ({ method }) => (method === 'GET' ? listOf(LIMIT - 1) : 'as-usual');
  await page.reload();
  await expect(page.getByRole('list', { name: 'Notes' }).getByRole('listitem')).toHaveCount(LIMIT - 1);
  await expect(hint).toHaveCount(0);
});
