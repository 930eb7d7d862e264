import { ACME } from '../../support/organizations.ts';
import { readScriptEveryWay } from '../../support/read-script.ts';
import { expect, test } from '../../support/vault-test.ts';

test.use({ vault: 'device' });

/** What makes the test of the sealed script one that can fail: these ways do read a script that is served to all. */
test('with VAULT=device the same methods read the script, which contains no key', { tag: '@long' }, async ({
  page,
  place,
}) => {
  await place.signIn(page, ACME);

  const readings = await page.evaluate(readScriptEveryWay, place.script);

  // A way that runs the script finds no vault: `installKeyring` takes it out of the global before anything else.
  const read = Object.keys(readings).filter((way) =>
    readings[way]?.includes('"configuration":{"clientId":"client_local"'),
  );
  expect(readings['fetch cors default']).toContain('"vault":{"mode":"device"}');
  for (const way of [
    'fetch cors default',
    'fetch same-origin force-cache',
    'XMLHttpRequest true',
    'XMLHttpRequest false',
    'script tag',
    'worker importScripts',
    'worker fetch',
    'shared worker importScripts',
    'cache add',
  ]) {
    expect(read, `read by ${way}: ${readings[way]?.slice(0, 200)}`).toContain(way);
  }
});
