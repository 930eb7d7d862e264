import { signIn } from '../support/app.ts';
import { test } from '../support/note-answers.ts';
import { noteTexts, waitingNotes, writeNote } from '../support/notes.ts';
import { ACME } from '../support/organizations.ts';
import { expect } from '../support/test.ts';

/** What the API responds to a request without a token, which Firefox and WebKit send past a worker that ends. */
const noToken = (): Response => Response.json({ code: 'invalid_token' }, { status: 401 });

test('a note that the API rejected with its own 401 stays queued, and is sent after seconds', async ({
  page,
  server,
}) => {
  await signIn(page, ACME);
  const text = `Past the worker ${Date.now()}`;
  let posts = 0;
  server.answer = ({ method, body }) => {
    if (method !== 'POST' || !body.includes(text)) return 'as-usual';
    posts += 1;
    return posts === 1 ? noToken() : 'as-usual';
  };
  await writeNote(page, text);
  await expect.poll(() => posts, { timeout: 8_000 }).toBe(2);
  await expect.poll(() => noteTexts(page, ACME)).toContain(text);
  await expect(waitingNotes(page)).toHaveCount(0);
  await expect(page.getByText('Sign in again to add the note.')).toHaveCount(0);
});
