import { addNote, signIn } from '../support/app.ts';
import { expect, test } from '../support/attack-test.ts';
import { ACME } from '../support/organizations.ts';

/** How often the page is left. Firefox sent one request for each departure, when a hidden page still reconnected. */
const DEPARTURES = 10;

test('R39: a page with an open stream that is left sends no request to the API without a token', {
  tag: '@long',
}, async ({ page, traffic, browserName }) => {
  await page.addInitScript(() => {
    const send = globalThis.fetch;
    addEventListener('pagehide', () => {
      globalThis.fetch = (input, init) => {
        localStorage.setItem('begun-after-pagehide', String(input instanceof Request ? input.url : input));
        return send(input, init);
      };
    });
    addEventListener('pageshow', () => {
      globalThis.fetch = send;
    });
  });
  await signIn(page, ACME);
  const streams = () => traffic.toApis.filter(({ url }) => url.pathname === '/api/notes/stream').length;
  for (let departure = 1; departure <= DEPARTURES; departure += 1) {
    const before = streams();
    await page.goto('/acme/');
    await expect.poll(streams).toBeGreaterThan(before);
    await page.goto('/acme/none.txt');
  }
  // What left before this one came before it.
  await page.goto('/acme/');
  await addNote(page, 'After all departures.');

  expect(await page.evaluate(() => localStorage.getItem('begun-after-pagehide'))).toBeNull();
  // Firefox sends some requests past the worker that begin just before it unloads their page (docs/requests.md).
  if (browserName !== 'firefox')
    expect(
      traffic.toApis.filter(({ headers }) => headers.authorization === undefined).map(({ url }) => url.href),
    ).toEqual([]);
});
