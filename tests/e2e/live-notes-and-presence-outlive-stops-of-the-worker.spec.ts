import type { Page } from '@playwright/test';
import { expectVisible, followLink, signIn } from '../support/app.ts';
import { quietPath } from '../support/kill-lab.ts';
import { ACME, GRACE } from '../support/organizations.ts';
import { openRequestsPage } from '../support/requests.ts';
import { expect, test } from '../support/test.ts';
import { WorkerStopper } from '../support/worker-control.ts';

/** Length of the run, min; 0: the short run of `npm run test:long`. `LIVE_MINUTES=10` stops the worker every 30 s. */
const MINUTES = Number(process.env.LIVE_MINUTES ?? 0);
const ROUNDS = MINUTES > 0 ? MINUTES * 2 : 3;
/** From one stop of the worker to the next, ms. */
const ROUND = MINUTES > 0 ? 30_000 : 3_000;
/** Between two notes, ms. The list of the app has the last 500 notes: a long run writes fewer. */
const BETWEEN = MINUTES > 0 ? 1_500 * Math.ceil(MINUTES / 10) : 500;

// A server of its own, whose notes are those of this test.
test.use({ serverEnvironment: { STATE: 'memory' } });
test.setTimeout(120_000 + 4 * ROUNDS * ROUND);

/** Follows notes and presence with the package's client, and records every event. */
async function follow(page: Page): Promise<void> {
  await openRequestsPage(page, ACME);
  await page.evaluate(() => {
    window.events = [];
    const source = window.keyring.orgEventSource('acme', '/api/notes/stream');
    source.onopen = () => window.events.push('open');
    source.addEventListener('note', ({ data }) => window.events.push(`note ${JSON.parse(data).text}`));
    const socket = window.keyring.orgSocket('acme', '/api/presence');
    socket.onmessage = ({ data }) => {
      const { users }: { users: { name: string }[] } = JSON.parse(data);
      window.events.push(`present ${users.map(({ name }) => name).toSorted()}`);
    };
    socket.onclose = () => window.events.push('socket closed');
  });
  await expect.poll(() => eventsOf(page, 'open')).not.toEqual([]);
}

const eventsOf = async (page: Page, kind: string): Promise<string[]> =>
  (await page.evaluate(() => window.events)).filter((event) => event.startsWith(kind));

/** Writes notes for a while. A call that is cut off together with the worker is repeated under the same key. */
function writeNotes(page: Page, round: number): Promise<string[]> {
  return page.evaluate(
    async ([number, duration, between]) => {
      const written: string[] = [];
      const end = performance.now() + duration;
      while (performance.now() < end) {
        const text = `Heard live ${number}.${written.length}.`;
        const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() };
        const init = { method: 'POST', headers, body: JSON.stringify({ text }) };
        let response: Response | undefined;
        for (let attempt = 0; attempt < 10 && !response?.ok; attempt += 1)
          response = await fetch('/api/notes', init).catch(() => undefined);
        if (!response?.ok) throw new Error(`The note was refused: ${response?.status}`);
        written.push(text);
        await new Promise((resolve) => setTimeout(resolve, between));
      }
      return written;
    },
    [round, ROUND, BETWEEN] as const,
  );
}

test(`over ${ROUNDS} stops of the worker each note arrives once, and each change of presence`, {
  tag: '@long',
}, async ({ page, context, browser, server }) => {
  await signIn(page, ACME);
  const client = await context.newPage();
  await follow(client);
  // The other user's browser: nothing that it does causes an event in the listeners' worker.
  const other = await browser.newContext({ baseURL: server.origin });
  const guest = await other.newPage();
  await signIn(guest, ACME, GRACE.email);
  const writer = await other.newPage();
  await writer.goto(quietPath(ACME));
  const stopper = await WorkerStopper.attach(page);

  const written: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await expectVisible(page.getByText('You and Grace Hopper are here.'));
    await expect
      .poll(async () => (await eventsOf(client, 'present')).at(-1))
      .toMatch('Ada Lovelace,Grace Hopper');
    const writing = writeNotes(writer, round);
    writing.catch(() => {});
    await expect.poll(() => eventsOf(client, `note Heard live ${round}.`)).not.toEqual([]);
    await stopper.stop();
    await followLink(guest, '/acme/settings');
    await expectVisible(page.getByText('Only you are here.'));
    await expect.poll(async () => (await eventsOf(client, 'present')).at(-1)).toBe('present Ada Lovelace');
    written.push(...(await writing));
    await followLink(guest, '/acme/');
  }

  const last = written.at(-1) ?? '';
  await expect.poll(() => eventsOf(client, 'note')).toContain(`note ${last}`);
  const heard = await eventsOf(client, 'note');
  expect(heard.toSorted()).toEqual(written.map((text) => `note ${text}`).toSorted());
  const shown = page.getByRole('listitem').filter({ hasText: 'Heard live' });
  await expect(shown.filter({ hasText: last })).toBeVisible();
  const texts = (await shown.allTextContents()).map((text) => /Heard live \d+\.\d+\./.exec(text)?.[0]);
  expect(texts.toSorted()).toEqual(written.toSorted());
  expect(await eventsOf(client, 'socket closed')).toEqual([]);
  // Without a cut this has shown nothing.
  const connections = (await eventsOf(client, 'open')).length;
  expect(connections).toBeGreaterThan(1);
  console.log(`${ROUNDS} stops of the worker, ${written.length} notes, ${connections} connections`);
  await other.close();
});
