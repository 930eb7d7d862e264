import { signIn } from '../support/app.ts';
import { test } from '../support/note-answers.ts';
import { noteTexts, waitingNotes, writeNote } from '../support/notes.ts';
import { ACME } from '../support/organizations.ts';
import { expect } from '../support/test.ts';

test('the response is lost after the API has acted: the note is sent again and is stored once', async ({
  page,
  server,
}) => {
  await signIn(page, ACME);
  const attempts: (string | undefined)[] = [];
  server.answer = ({ method, idempotencyKey }) => {
    if (method !== 'POST') return 'as-usual';
    attempts.push(idempotencyKey);
    return attempts.length > 1 ? 'as-usual' : 'lost';
  };

  const text = `Lost response ${Date.now()}`;
  await writeNote(page, text);
  await expect.poll(() => attempts.length).toBeGreaterThan(1);
  await expect(waitingNotes(page)).toHaveCount(0);
  await expect(page.getByText(text)).toHaveCount(1);
  expect(new Set(attempts).size).toBe(1);
  expect((await noteTexts(page, ACME)).filter((one) => one === text)).toEqual([text]);
});

test('a note that the API refuses is shown with its text, holds up no other, and can be tried again', async ({
  page,
  server,
}) => {
  await signIn(page, ACME);
  const refused = `Refused ${Date.now()}`;
  server.answer = ({ body }) =>
    body.includes(refused)
      ? Response.json(
          { code: 'note_invalid', detail: 'No.' },
          { status: 422, headers: { 'Content-Type': 'application/problem+json' } },
        )
      : 'as-usual';
  await writeNote(page, refused);
  const entry = page.getByRole('listitem').filter({ hasText: refused });
  await expect(entry).toContainText('Not added. A note has 1 to 2,000 characters.');
  const other = `Taken ${Date.now()}`;
  await writeNote(page, other);
  await expect.poll(() => noteTexts(page, ACME)).toContain(other);
  await page.reload();
  await expect(entry).toContainText('Not added.');

  server.answer = () => 'as-usual';
  await entry.getByRole('button', { name: 'Try again' }).click();
  await expect
    .poll(async () => (await noteTexts(page, ACME)).filter((one) => one === refused))
    .toEqual([refused]);
  await expect(entry).toHaveCount(1);
  await expect(entry).not.toContainText('Not added.');
});
