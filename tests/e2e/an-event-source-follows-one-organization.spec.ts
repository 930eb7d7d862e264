import type { Page } from '@playwright/test';
import { signIn } from '../support/app.ts';
import { ACME } from '../support/organizations.ts';
import { openRequestsPage } from '../support/requests.ts';
import { expect, test } from '../support/test.ts';
import { WorkerStopper } from '../support/worker-control.ts';

/** Follows the notes of an organization as `EventSource` does, and records what happens. */
async function follow(page: Page): Promise<void> {
  await openRequestsPage(page, ACME);
  await page.evaluate(() => {
    window.events = [];
    const source = window.keyring.orgEventSource('acme', '/api/notes/stream');
    source.onopen = () => window.events.push(`open ${source.readyState}`);
    source.addEventListener('note', ({ data, lastEventId }) => {
      const note: { id: string; text: string } = JSON.parse(data);
      window.events.push(`note ${note.text} ${note.id === lastEventId}`);
    });
    source.onerror = () => window.events.push(`error ${source.readyState} ${source.sessionEnd}`);
  });
  await expect.poll(() => eventsOf(page)).toContain('open 1');
}

const eventsOf = (page: Page): Promise<string[]> => page.evaluate(() => window.events);
const notesOf = async (page: Page): Promise<string[]> =>
  (await eventsOf(page)).filter((event) => event.startsWith('note'));

const addNote = (page: Page, text: string): Promise<number> =>
  page.evaluate(async (body) => {
    const headers = { 'Content-Type': 'application/json' };
    return (await window.keyring.orgFetch('acme', '/api/notes', { method: 'POST', headers, body })).status;
  }, JSON.stringify({ text }));

test('an event source gets each event once over a stop of the worker, in each tab, and closes at the sign-out', async ({
  page,
  context,
}) => {
  await signIn(page, ACME);
  await follow(page);
  const second = await context.newPage();
  await follow(second);
  expect(await addNote(page, 'first')).toBe(201);
  for (const tab of [page, second]) await expect.poll(() => notesOf(tab)).toEqual(['note first true']);

  await (await WorkerStopper.attach(page)).stop();
  await expect.poll(() => eventsOf(page)).toContain('error 0 null');
  expect(await addNote(page, 'second')).toBe(201);
  for (const tab of [page, second])
    await expect.poll(() => notesOf(tab)).toEqual(['note first true', 'note second true']);

  const refused = await page.evaluate(async () => {
    const source = window.keyring.orgEventSource('acme', '/api/me');
    await new Promise((resolve) => {
      source.onerror = resolve;
    });
    return [source.readyState, source.sessionEnd];
  });
  expect(refused).toEqual([2, null]);

  const app = await context.newPage();
  await app.goto('/sessions');
  await app.getByRole('button', { name: `Sign out of ${ACME.name}` }).click();
  for (const tab of [page, second])
    await expect.poll(async () => (await eventsOf(tab)).at(-1)).toBe('error 2 signed_out');
});
