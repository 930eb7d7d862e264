import type { Page } from '@playwright/test';
import { addNote, signIn } from '../support/app.ts';
import { type NoteServer, test } from '../support/note-answers.ts';
import { noteTexts, waitingNotes, writeNote } from '../support/notes.ts';
import { ACME } from '../support/organizations.ts';
import { expect } from '../support/test.ts';

/**
 * Longer than the first attempts without a `Retry-After` take, ms: they came after 3.5, 8.5 and 24 s. The time of the
 * page also passes as usual, so 20 s of the server's pause are left to a busy machine.
 */
const EARLY = 40_000;
/** The rest of the server's pause and what is added to it, ms. */
const OVER = 30_000;

/** The API refuses notes in this way, until it is `open` again. */
function refuseNotes(server: NoteServer, status: number, headers: () => Record<string, string>) {
  const api = { attempts: 0, isOpen: false };
  server.answer = ({ method }) => {
    if (method !== 'POST') return 'as-usual';
    api.attempts += 1;
    return api.isOpen ? 'as-usual' : refusal(status, headers());
  };
  return api;
}

function refusal(status: number, headers: Record<string, string>): Response {
  const body = JSON.stringify({ code: 'rate_limited' });
  return new Response(body, { status, headers: { ...headers, 'Content-Type': 'application/problem+json' } });
}

const notice = (page: Page) => page.getByRole('status').filter({ hasText: /Sending again (at|on) / });

async function expectSentOnce(page: Page, text: string): Promise<void> {
  await expect(waitingNotes(page)).toHaveCount(0);
  await expect(notice(page)).toHaveCount(0);
  expect((await noteTexts(page, ACME)).filter((one) => one === text)).toEqual([text]);
}

const FORMS = [
  ['429 with seconds', 429, () => ({ 'Retry-After': '60' })],
  [
    '503 with a date, on a server whose clock is an hour ahead',
    503,
    () => ({
      Date: new Date(Date.now() + 3_600_000).toUTCString(),
      'Retry-After': new Date(Date.now() + 3_600_000 + 60_000).toUTCString(),
    }),
  ],
  ['413 with seconds, which is temporary', 413, () => ({ 'Retry-After': '60' })],
] as const;

for (const [what, status, headers] of FORMS) {
  test(`field report 13: a note that gets ${what} is sent again when the time has passed, and the page says when`, async ({
    page,
    server,
  }) => {
    await page.clock.install();
    await signIn(page, ACME);
    const api = refuseNotes(server, status, headers);
    const text = `Too many requests ${Date.now()}`;
    await writeNote(page, text);
    await expect(notice(page)).toBeVisible();
    expect(api.attempts).toBe(1);
    api.isOpen = true;
    await page.clock.runFor(EARLY);
    expect(api.attempts).toBe(1);
    await expect(notice(page)).toBeVisible();
    await page.clock.runFor(OVER);
    await expectSentOnce(page, text);
    expect(api.attempts).toBe(2);
  });
}

test('field report 13: a reload and another tab keep to the Retry-After, and the user can send at once', {
  tag: '@long',
}, async ({ page, context, server }) => {
  await signIn(page, ACME);
  const api = refuseNotes(server, 429, () => ({ 'Retry-After': '3600' }));
  const text = `Not again before an hour ${Date.now()}`;
  await writeNote(page, text);
  await expect(notice(page)).toBeVisible();
  api.isOpen = true;

  await page.reload();
  await expect(notice(page)).toBeVisible();
  const other = await context.newPage();
  await other.goto('/acme/');
  await expect(notice(other)).toBeVisible();
  await page.close();
  // What a page does by itself when it starts is over once the lock of the queue is free.
  await other.evaluate(async () => {
    const { held = [], pending = [] } = await navigator.locks.query();
    const queues = [...held, ...pending].filter(({ name }) => name?.startsWith('note-outbox:'));
    await Promise.all(queues.map(({ name = '' }) => navigator.locks.request(name, () => {})));
  });
  expect(api.attempts).toBe(1);

  await notice(other).getByRole('button', { name: 'Send now' }).click();
  await expectSentOnce(other, text);
  expect(api.attempts).toBe(2);
});

test('field report 13: a new note is tried within the pause, because the user asks for it', async ({
  page,
  server,
}) => {
  await signIn(page, ACME);
  const api = refuseNotes(server, 429, () => ({ 'Retry-After': '3600' }));
  const run = Date.now();
  await writeNote(page, `First ${run}`);
  await expect(notice(page)).toBeVisible();
  api.isOpen = true;
  await addNote(page, `Second ${run}`);
  await expect(waitingNotes(page)).toHaveCount(0);
  await expect(notice(page)).toHaveCount(0);
  const sent = (await noteTexts(page, ACME)).filter((text) => text.endsWith(`${run}`));
  expect(sent).toEqual([`First ${run}`, `Second ${run}`]);
});

test('field report 13: the list of notes is read again when the Retry-After has passed, or at once by a click', {
  tag: '@long',
}, async ({ page, server }) => {
  await signIn(page, ACME);
  await page.clock.install();
  let readings = 0;
  let isOpen = false;
  server.answer = ({ method }) => {
    if (method !== 'GET') return 'as-usual';
    readings += 1;
    return isOpen ? 'as-usual' : refusal(429, { 'Retry-After': '60' });
  };
  const problem = page.getByText('The notes could not be loaded.');
  await page.reload();
  await expect(problem).toBeVisible();
  isOpen = true;
  const before = readings;
  await page.clock.runFor(EARLY);
  expect(readings).toBe(before);
  await page.clock.runFor(OVER);
  await expect(problem).toHaveCount(0);

  isOpen = false;
  await page.reload();
  await expect(problem).toBeVisible();
  isOpen = true;
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(problem).toHaveCount(0);
});

for (const [what, headers] of [
  ['is 0', () => ({ 'Retry-After': '0' })],
  ['has passed', () => ({ 'Retry-After': new Date(Date.now() - 60_000).toUTCString() })],
] as const) {
  test(`field report 13: the list of notes is not read again at once if the Retry-After ${what}`, async ({
    page,
    server,
  }) => {
    await signIn(page, ACME);
    let readings = 0;
    server.answer = ({ method }) => {
      if (method !== 'GET') return 'as-usual';
      readings += 1;
      return refusal(429, headers());
    };
    await page.reload();
    await expect(page.getByText('The notes could not be loaded.')).toBeVisible();
    // A page that reads without a pause would have read about as often by then.
    await page.evaluate(async () => {
      for (let call = 0; call < 30; call += 1) await fetch('/api/me');
    });
    expect(readings).toBeLessThan(20);
  });
}
