import { openRecords } from '../../support/open-records.ts';
import { ACME } from '../../support/organizations.ts';
import { readBrowserStorage } from '../../support/page-memory.ts';
import { readScriptEveryWay } from '../../support/read-script.ts';
import { findTokenLike } from '../../support/secrets.ts';
import { deviceIdOf, deviceKeyOf, holdsKey } from '../../support/vault.ts';
import { expect, test } from '../../support/vault-test.ts';

/** Runs in a page: unregisters every worker. */
async function unregister(): Promise<void> {
  for (const registration of await navigator.serviceWorker.getRegistrations())
    await registration.unregister();
}

/** Runs in a page: registers the worker with the attacker's options, and collects its messages. */
async function registerAndAsk(script: string): Promise<string> {
  const said: string[] = [];
  navigator.serviceWorker.addEventListener('message', ({ data }) => said.push(JSON.stringify(data)));
  navigator.serviceWorker.startMessages();
  await navigator.serviceWorker.register(script, { updateViaCache: 'all' });
  const registration = await navigator.serviceWorker.ready;
  for (const type of ['claim', 'list-sessions', 'get-key', 'list-organizations', '__proto__']) {
    const { port1, port2 } = new MessageChannel();
    const answer = new Promise((resolve) => {
      port1.onmessage = ({ data }) => resolve(said.push(JSON.stringify(data)));
      // The worker may still start, and always replies to the first.
      setTimeout(resolve, type === 'claim' ? 20_000 : 1_000);
    });
    registration.active?.postMessage({ keyring: 1, type, ask: {} }, [port2]);
    await answer;
  }
  return said.join('\n');
}

test('script that unregisters the worker and registers it itself obtains no token and no key', {
  tag: '@long',
}, async ({ page, context, place }) => {
  await place.signIn(page, ACME);
  const key = await deviceKeyOf(await deviceIdOf(context));

  await page.evaluate(unregister);
  // A page of the origin that has no script, and now no worker either.
  await page.goto(place.path('auth/callback'));
  const said = await page.evaluate(registerAndAsk, place.script);
  const readings = Object.values(await page.evaluate(readScriptEveryWay, place.script));
  const storage = await readBrowserStorage(page);

  expect(said).toContain('"vault":"sealed"');
  for (const text of [said, storage, ...readings]) expect(holdsKey(text, key)).toBe(false);
  for (const text of [said, storage]) expect(findTokenLike(text)).toBeUndefined();
  expect(await page.evaluate(openRecords, [])).toMatchObject({ keys: 0, opened: [] });

  await place.open(page, ACME);
});
