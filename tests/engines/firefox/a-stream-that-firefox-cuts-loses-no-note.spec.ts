import type { Page } from '@playwright/test';
import { signIn } from '../../support/app.ts';
import { ACME, GRACE } from '../../support/organizations.ts';
import { expect, test } from '../../support/test.ts';

/** Longer than two of Firefox's cuts, ms: a relayed body ends 30 s after the worker's last event, though bytes flow. */
const LISTENED = 75_000;
/** Between two notes, ms: some fall into the moment without a connection. */
const BETWEEN = 500;

/** Counts the connections that the page asks for; before the app's first script. */
function countStreams(): void {
  const original = window.fetch;
  Object.assign(window, { streams: 0 });
  window.fetch = (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    if (url.includes('/api/notes/stream')) Object.assign(window, { streams: streamsSoFar() + 1 });
    return original.call(window, input, init);
  };
  function streamsSoFar(): number {
    return Number(Reflect.get(window, 'streams'));
  }
}

/** Writes notes for a while, as another user's browser would. @returns their texts */
function writeNotes(page: Page, ms: number, pause: number): Promise<string[]> {
  return page.evaluate(
    async ([duration, between]) => {
      const written: string[] = [];
      const end = performance.now() + duration;
      while (performance.now() < end) {
        const text = `Heard live ${written.length}.`;
        const response = await fetch('/api/notes', {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ text }),
        });
        if (!response.ok) throw new Error(`The note was refused: ${response.status}`);
        written.push(text);
        await new Promise((resolve) => setTimeout(resolve, between));
      }
      return written;
    },
    [ms, pause] as const,
  );
}

test('a page that only listens shows every note, once, over the connections that Firefox cuts', async ({
  page,
  browser,
  server,
}) => {
  test.setTimeout(240_000);
  await page.addInitScript(countStreams);
  await signIn(page, ACME);
  // Another user's browser: its actions cause no event in the listener's worker.
  const other = await browser.newContext({ baseURL: server.origin });
  const writer = await other.newPage();
  await signIn(writer, ACME, GRACE.email);

  const written = await writeNotes(writer, LISTENED, BETWEEN);

  const shown = page.getByRole('listitem').filter({ hasText: 'Heard live' });
  await expect(shown.filter({ hasText: written.at(-1) ?? '' })).toBeVisible();
  const texts = (await shown.allTextContents()).map((text) => /Heard live \d+\./.exec(text)?.[0]);
  expect(texts.toSorted()).toEqual(written.toSorted());
  // Without a cut this has shown nothing.
  expect(await page.evaluate(() => Reflect.get(window, 'streams'))).toBeGreaterThan(1);
  await other.close();
});
