import type { Route } from '@playwright/test';
import { signIn } from '../support/app.ts';
import { noteTexts, waitingNotes, writeNote } from '../support/notes.ts';
import { ACME } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

test('the response is lost after the API has acted: the note is sent again and is stored once', async ({
  page,
  context,
}) => {
  await signIn(page, ACME);
  const attempts: (string | undefined)[] = [];
  await context.route('**/api/notes', async (route: Route) => {
    const request = route.request();
    // What the page asks of the worker is no attempt; what the worker sends is.
    if (request.method() !== 'POST' || request.serviceWorker() === null) return route.fallback();
    attempts.push(request.headers()['idempotency-key']);
    if (attempts.length > 1) return route.continue();
    await route.fetch();
    await route.abort('connectionreset');
  });

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
  context,
}) => {
  await signIn(page, ACME);
  const refused = `Refused ${Date.now()}`;
  await context.route('**/api/notes', async (route: Route) => {
    const request = route.request();
    const isIt = request.method() === 'POST' && request.serviceWorker() !== null;
    if (!isIt || !request.postData()?.includes(refused)) return route.fallback();
    await route.fulfill({
      status: 422,
      contentType: 'application/problem+json',
      body: JSON.stringify({ code: 'note_invalid', detail: 'No.' }),
    });
  });
  await writeNote(page, refused);
  const entry = page.getByRole('listitem').filter({ hasText: refused });
  await expect(entry).toContainText('Not added. A note has 1 to 2,000 characters.');
  const other = `Taken ${Date.now()}`;
  await writeNote(page, other);
  await expect.poll(() => noteTexts(page, ACME)).toContain(other);
  await page.reload();
  await expect(entry).toContainText('Not added.');

  await context.unroute('**/api/notes');
  await entry.getByRole('button', { name: 'Try again' }).click();
  await expect
    .poll(async () => (await noteTexts(page, ACME)).filter((one) => one === refused))
    .toEqual([refused]);
  await expect(entry).toHaveCount(1);
  await expect(entry).not.toContainText('Not added.');
});
