// Whether a request that waits for a new sign-in delays other calls: with a held request of Acme, and without one.
import { control, median, row, signIn, timeCalls } from './lab.mjs';

/** How long ago the user signed in, s: the API asks for a sign-in of the last 300 s. */
const LONG_AGO = 400;

/** @param {import('./lab.mjs').Lab} lab */
export async function measureHeldRequest(lab, /** @type {number} */ count) {
  const free = await (await lab.browser.newContext()).newPage();
  await signIn(free, lab, 'globex');
  await signIn(free, lab, 'acme');

  const holding = await (await lab.browser.newContext()).newPage();
  await control(lab, 'settings', { clockOffset: -LONG_AGO, accessTokenTtl: 3 * LONG_AGO });
  await signIn(holding, lab, 'globex');
  await signIn(holding, lab, 'acme');
  await control(lab, 'settings', { clockOffset: 0, accessTokenTtl: 300 });
  await holding.evaluate(() => {
    const response = fetch('/api/notes', { method: 'DELETE', headers: { 'X-Org-Slug': 'acme' } });
    Reflect.set(globalThis, 'held', response);
  });
  const dialog = holding.getByRole('dialog', { name: 'Confirm that it is you' });
  await dialog.waitFor();

  /** @type {Record<string, { free: number[], holding: number[] }>} */
  const times = { globex: { free: [], holding: [] }, acme: { free: [], holding: [] } };
  for (const slug of Object.keys(times)) {
    await timeCalls(free, slug, 20);
    await timeCalls(holding, slug, 20);
    for (let round = 0; round < 10; round += 1) {
      times[slug].free.push(...(await timeCalls(free, slug, count / 10)));
      times[slug].holding.push(...(await timeCalls(holding, slug, count / 10)));
    }
  }
  // The request was held all the time, and nothing of it was sent.
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  const status = await holding.evaluate(async () => (await Reflect.get(globalThis, 'held')).status);
  if (status !== 401) throw new Error(`the held request responded with ${status}`);
  await Promise.all([free.context().close(), holding.context().close()]);
  await control(lab, 'reset', {});
  return [
    rowOf('API call of another organization while a request waits for a new sign-in', times.globex),
    rowOf('API call of the same organization while a request waits for a new sign-in', times.acme),
  ];
}

function rowOf(/** @type {string} */ name, /** @type {{ free: number[], holding: number[] }} */ times) {
  return row(name, median(times.holding), 'ms', 'the same while none waits', median(times.free));
}
