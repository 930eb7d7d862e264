import type { Page } from '@playwright/test';
import { expectVisible, followLink, signIn } from '../support/app.ts';
import { quietPath } from '../support/kill-lab.ts';
import {
  BETWEEN_NOTES,
  LIVE_ROUND,
  LIVE_ROUNDS,
  liveEvents,
  recordLiveEvents,
} from '../support/live-events.ts';
import { ACME, GRACE } from '../support/organizations.ts';
import { openRequestsPage } from '../support/requests.ts';
import { expect, test } from '../support/test.ts';
import { WorkerStopper } from '../support/worker-control.ts';

// A server of its own, whose notes are those of this test.
test.use({ serverEnvironment: { STATE: 'memory' } });
test.setTimeout(120_000 + 4 * LIVE_ROUNDS * LIVE_ROUND);

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
    [round, LIVE_ROUND, BETWEEN_NOTES] as const,
  );
}

test(`over ${LIVE_ROUNDS} stops of the worker each note arrives once, and each change of presence`, {
  tag: '@long',
}, async ({ page, context, browser, server }) => {
  await signIn(page, ACME);
  const client = await context.newPage();
  await openRequestsPage(client, ACME);
  await recordLiveEvents(client);
  // The other user's browser: nothing that it does causes an event in the listeners' worker.
  const other = await browser.newContext({ baseURL: server.origin });
  const guest = await other.newPage();
  await signIn(guest, ACME, GRACE.email);
  const writer = await other.newPage();
  await writer.goto(quietPath(ACME));
  const stopper = await WorkerStopper.attach(page);

  const written: string[] = [];
  for (let round = 0; round < LIVE_ROUNDS; round += 1) {
    await expectVisible(page.getByText('You and Grace Hopper are here.'));
    await expect
      .poll(async () => (await liveEvents(client, 'present')).at(-1))
      .toMatch('Ada Lovelace,Grace Hopper');
    const writing = writeNotes(writer, round);
    writing.catch(() => {});
    await expect.poll(() => liveEvents(client, `note Heard live ${round}.`)).not.toEqual([]);
    await stopper.stop();
    await followLink(guest, '/acme/settings');
    await expectVisible(page.getByText('Only you are here.'));
    await expect.poll(async () => (await liveEvents(client, 'present')).at(-1)).toBe('present Ada Lovelace');
    written.push(...(await writing));
    await followLink(guest, '/acme/');
  }

  const last = written.at(-1) ?? '';
  await expect.poll(() => liveEvents(client, 'note')).toContain(`note ${last}`);
  const heard = await liveEvents(client, 'note');
  expect(heard.toSorted()).toEqual(written.map((text) => `note ${text}`).toSorted());
  const shown = page.getByRole('listitem').filter({ hasText: 'Heard live' });
  await expect(shown.filter({ hasText: last })).toBeVisible();
  const texts = (await shown.allTextContents()).map((text) => /Heard live \d+\.\d+\./.exec(text)?.[0]);
  expect(texts.toSorted()).toEqual(written.toSorted());
  expect(await liveEvents(client, 'socket closed')).toEqual([]);
  // Without a cut this has shown nothing.
  const connections = (await liveEvents(client, 'open')).length;
  expect(connections).toBeGreaterThan(1);
  console.log(`${LIVE_ROUNDS} stops of the worker, ${written.length} notes, ${connections} connections`);
  await other.close();
});
