import { quietPath } from '../../support/kill-lab.ts';
import {
  BETWEEN_NOTES,
  LIVE_ROUND,
  LIVE_ROUNDS,
  liveEvents,
  recordLiveEvents,
} from '../../support/live-events.ts';
import { ACME, GRACE } from '../../support/organizations.ts';
import { requestsScript } from '../../support/requests.ts';
import { type CutServer, startCutServer } from '../support/cut-server.ts';
import { WebKitBrowser } from '../support/webkit-browser.ts';
import type { WebKitTabs } from '../support/webkit-tabs.ts';
import { test as base, expect } from '../support/webkit-test.ts';

/** No driver can stop a worker of WebKitGTK, so the server cuts every connection instead. */
const test = base.extend<{ guest: WebKitTabs }, { server: CutServer }>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from its pattern.
    async ({}, use) => {
      const server = await startCutServer();
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],

  /** The browser of another user. */
  guest: async ({ server }, use) => {
    const browser = await WebKitBrowser.start(server.origin);
    await browser.tabs.bePatient();
    await use(browser.tabs);
    await browser.close();
  },
});

test.setTimeout(120_000 + 4 * LIVE_ROUNDS * LIVE_ROUND);

/** Writes a note. A call that is cut off is repeated under the same key. */
function writeNote(tabs: WebKitTabs, text: string): Promise<void> {
  return tabs.evaluate(async (note) => {
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() };
    const init = { method: 'POST', headers, body: JSON.stringify({ text: note }) };
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const response = await fetch('/api/notes', init).catch(() => undefined);
      if (response?.ok) return;
    }
    throw new Error('The note was refused.');
  }, text);
}

test(`over ${LIVE_ROUNDS} cuts of all connections each note arrives once, and each change of presence`, async ({
  tabs,
  guest,
  server,
}) => {
  await tabs.signIn(ACME);
  const app = await tabs.current();
  const client = await tabs.open('window');
  await tabs.goto(quietPath(ACME));
  await tabs.run(await requestsScript());
  await recordLiveEvents(tabs);
  await guest.signIn(ACME, GRACE.email);

  const expectPresence = async (names: string, sentence: string): Promise<void> => {
    await tabs.use(app);
    await expect
      .poll(() => tabs.run('return document.querySelector("main").textContent'), { timeout: 60_000 })
      .toContain(sentence);
    await tabs.use(client);
    await expect
      .poll(async () => (await liveEvents(tabs, 'present')).at(-1), { timeout: 60_000 })
      .toBe(`present ${names}`);
  };

  const written: string[] = [];
  for (let round = 0; round < LIVE_ROUNDS; round += 1) {
    await expectPresence('Ada Lovelace,Grace Hopper', 'You and Grace Hopper are here.');
    const end = performance.now() + LIVE_ROUND;
    for (let note = 0; performance.now() < end; note += 1) {
      const text = `Heard live ${round}.${note}.`;
      const writing = writeNote(guest, text);
      // In the middle of the notes, and while one is written.
      if (note === 1) server.cut();
      await writing;
      written.push(text);
      await guest.evaluate((pause) => new Promise((resolve) => setTimeout(resolve, pause)), BETWEEN_NOTES);
    }
    await guest.followLink('/acme/settings');
    await expectPresence('Ada Lovelace', 'Only you are here.');
    await guest.followLink('/acme/');
  }

  await expect.poll(() => liveEvents(tabs, 'note')).toContain(`note ${written.at(-1)}`);
  expect((await liveEvents(tabs, 'note')).toSorted()).toEqual(
    written.map((text) => `note ${text}`).toSorted(),
  );
  expect(await liveEvents(tabs, 'socket closed')).toEqual([]);
  // Without a cut this has shown nothing.
  const connections = (await liveEvents(tabs, 'open')).length;
  expect(connections).toBeGreaterThan(LIVE_ROUNDS);
  await tabs.use(app);
  const shown = async (): Promise<string[]> =>
    (await tabs.run<string[]>('return [...document.querySelectorAll("li")].map((item) => item.textContent)'))
      .flatMap((text) => /Heard live \d+\.\d+\./.exec(text)?.[0] ?? [])
      .toSorted();
  await expect.poll(shown).toEqual(written.toSorted());
  console.log(`${LIVE_ROUNDS} cuts, ${written.length} notes, ${connections} connections`);
});
