import { signIn } from '../../support/app.ts';
import { ACME } from '../../support/organizations.ts';
import { readScriptEveryWay } from '../../support/read-script.ts';
import { findTokenLike } from '../../support/secrets.ts';
import { deviceIdOf, deviceKeyOf, holdsKey, loadLikeABrowser } from '../../support/vault.ts';
import { expect, test } from '../../support/vault-test.ts';

test('a page cannot read the worker script by any of its methods to read a file', async ({
  page,
  context,
  server,
}) => {
  await signIn(page, ACME);

  const readings = await page.evaluate(readScriptEveryWay, '/sw.js');

  const deviceId = (await deviceIdOf(context)) ?? '';
  const key = await deviceKeyOf(deviceId);
  const served = await loadLikeABrowser(server.origin, deviceId);
  expect(holdsKey(served, key), 'the key that is looked for is the one that is served').toBe(true);
  expect(Object.keys(readings).length).toBeGreaterThan(50);
  for (const [way, text] of Object.entries(readings)) {
    expect(holdsKey(text, key), way).toBe(false);
    expect(text.includes('"vault":'), way).toBe(false);
    if (way !== 'page' && way !== 'performance entries') expect(findTokenLike(text), way).toBeUndefined();
  }
});
