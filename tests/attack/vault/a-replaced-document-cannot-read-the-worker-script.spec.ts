import { waitForAppShell } from '../../support/offline.ts';
import { ACME } from '../../support/organizations.ts';
import { readScriptEveryWay } from '../../support/read-script.ts';
import { replaceDocuments } from '../../support/replace-documents.ts';
import { deviceIdOf, deviceKeyOf, holdsKey, loadLikeABrowser } from '../../support/vault.ts';
import { expect, test } from '../../support/vault-test.ts';

test('a document without a policy, which script has put into the precache, cannot read the worker script', async ({
  page,
  context,
  server,
  place,
}) => {
  await place.signIn(page, ACME);
  await waitForAppShell(page);
  await page.evaluate(replaceDocuments, '/');
  await page.goto(place.home(ACME));
  await expect(page.getByRole('heading', { name: 'Replaced' })).toBeVisible();

  const readings = await page.evaluate(readScriptEveryWay, place.script);

  const deviceId = (await deviceIdOf(context)) ?? '';
  const key = await deviceKeyOf(deviceId);
  const served = await loadLikeABrowser(server.origin, deviceId, place.script);
  expect(holdsKey(served, key), 'the server sends the key that the test looks for').toBe(true);
  expect(Object.keys(readings).length).toBeGreaterThan(50);
  for (const [way, text] of Object.entries(readings)) expect(holdsKey(text, key), way).toBe(false);
});
