// The overhead of the worker on an API call: the same request through the keyring and sent directly by the page.
import { median, row, signIn } from './lab.mjs';

/** Measures `count` calls in the page, ms each. */
async function time(
  /** @type {import('playwright').Page} */ page,
  /** @type {number} */ count,
  headers = {},
) {
  return page.evaluate(
    async ([rounds, extra]) => {
      const times = [];
      for (let i = 0; i < rounds; i += 1) {
        const start = performance.now();
        const response = await fetch('/api/me', { headers: extra });
        await response.text();
        if (!response.ok) throw new Error(`the call responded with ${response.status}`);
        times.push(performance.now() - start);
      }
      return times;
    },
    /** @type {const} */ ([count, headers]),
  );
}

/** @param {import('./lab.mjs').Lab} lab */
export async function measureApiCalls(lab, /** @type {number} */ count) {
  const keyring = await lab.browser.newContext();
  const plain = await lab.browser.newContext({ serviceWorkers: 'block' });
  const withWorker = await keyring.newPage();
  const token = accessTokenOf(keyring);
  await signIn(withWorker, lab, 'acme');
  await time(withWorker, 1);
  const withoutWorker = await plain.newPage();
  await withoutWorker.goto(lab.app);
  const headers = { Authorization: await token };

  /** @type {{ warm: number[], base: number[], cold: number[] }} */
  const times = { warm: [], base: [], cold: [] };
  await time(withWorker, 20);
  await time(withoutWorker, 20, headers);
  for (let round = 0; round < 5; round += 1) {
    times.warm.push(...(await time(withWorker, count / 5)));
    times.base.push(...(await time(withoutWorker, count / 5, headers)));
  }
  const devTools = await keyring.newCDPSession(withWorker);
  await devTools.send('ServiceWorker.enable');
  for (let round = 0; round < count / 10; round += 1) {
    await devTools.send('ServiceWorker.stopAllWorkers');
    times.cold.push(...(await time(withWorker, 1)));
  }
  await Promise.all([keyring.close(), plain.close()]);
  const base = median(times.base);
  return [
    row('API call through the keyring', median(times.warm), 'ms', 'fetch with a token, no worker', base),
    row('API call that starts the worker', median(times.cold), 'ms', 'fetch with a token, no worker', base),
  ];
}

/** The token that the worker attaches, read from the browser's network log, which only a test can access. */
function accessTokenOf(/** @type {import('playwright').BrowserContext} */ context) {
  return new Promise((/** @type {(token: string) => void} */ resolve) => {
    context.on('request', async (request) => {
      const header = await request.headerValue('authorization').catch(() => null);
      if (header !== null) resolve(header);
    });
  });
}
