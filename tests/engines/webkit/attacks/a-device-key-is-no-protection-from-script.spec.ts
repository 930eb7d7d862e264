import { openRecords } from '../../../support/open-records.ts';
import { ACME } from '../../../support/organizations.ts';
import { findTokenLike } from '../../../support/secrets.ts';
import { expect, test } from '../../support/webkit-attack-test.ts';

/** Not a protection but a record of the one that is missing: WebKitGTK is given the device key, as the page says. */
test('KNOWN FAILURE of the device key: script opens the records and holds the tokens', async ({
  tabs,
  traffic,
}) => {
  await tabs.signIn(ACME);

  const dump = await tabs.evaluate(openRecords, []);

  expect(dump.keys).toBe(1);
  expect(dump.opened).toHaveLength(dump.records);
  const text = dump.opened.join('\n');
  expect(findTokenLike(text)).toBeDefined();
  expect(
    [...traffic.secrets].some((secret) => text.includes(secret)),
    'the very tokens of the wire',
  ).toBe(true);
});
