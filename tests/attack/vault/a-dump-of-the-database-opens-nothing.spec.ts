import { openRecords } from '../../support/open-records.ts';
import { ACME, GLOBEX } from '../../support/organizations.ts';
import { findTokenLike } from '../../support/secrets.ts';
import { deviceIdOf, deviceKeyOf } from '../../support/vault.ts';
import { expect, test } from '../../support/vault-test.ts';

test('script that reads all of IndexedDB and uses every key in it opens nothing', async ({
  page,
  context,
  place,
}) => {
  await place.signIn(page, ACME);
  await place.signIn(page, GLOBEX);

  const dump = await page.evaluate(openRecords, []);

  expect(dump.records).toBeGreaterThan(3);
  expect(dump).toMatchObject({ keys: 0, opened: [] });

  // The same script with the key that it must not get: this is what it was kept from.
  const key = await deviceKeyOf(await deviceIdOf(context));
  const withKey = await page.evaluate(openRecords, [key]);
  expect(withKey.opened).toHaveLength(withKey.records);
  expect(findTokenLike(withKey.opened.join('\n'))).toBeDefined();

  await page.goto(place.path('sessions'));
  await expect(page.locator('[data-vault=sealed]')).toContainText('script injected into a page');
});
