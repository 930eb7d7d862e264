import { ACME } from '../../../support/organizations.ts';
import { readScriptEveryWay } from '../../../support/read-script.ts';
import { findTokenLike } from '../../../support/secrets.ts';
import { deviceIdOf, deviceKeyOf, holdsKey, loadLikeABrowser } from '../../../support/vault.ts';
import { expect, test } from '../../../support/vault-test.ts';

export function attacks(): void {
  test('a page cannot read the worker script by any of its methods to read a file', async ({
    page,
    context,
    server,
    place,
  }) => {
    await place.signIn(page, ACME);

    const readings = await page.evaluate(readScriptEveryWay, place.script);

    const deviceId = (await deviceIdOf(context)) ?? '';
    const key = await deviceKeyOf(deviceId);
    const served = await loadLikeABrowser(server.origin, deviceId, place.script);
    expect(holdsKey(served, key), 'the server sends the key that the test looks for').toBe(true);
    expect(Object.keys(readings).length).toBeGreaterThan(50);
    for (const [way, text] of Object.entries(readings)) {
      expect(holdsKey(text, key), way).toBe(false);
      expect(text.includes('"vault":'), way).toBe(false);
      if (way !== 'page' && way !== 'performance entries') expect(findTokenLike(text), way).toBeUndefined();
    }
  });
}
