import { openRecords } from '../../support/open-records.ts';
import { ACME, GLOBEX } from '../../support/organizations.ts';
import { deviceIdOf, deviceKeyOf, VAULT_SECRET } from '../../support/vault.ts';
import { expect, test } from '../../support/vault-test.ts';
import { lookForWorkers, watchWorkers } from '../../support/worker-updates.ts';

const NEW_SECRET = 'the secret that replaces the one of the attack tests';

const NOTHING_NEW = { installed: 0, refused: 0 };
const ONE_NEW = { installed: 1, refused: 0 };

test('five updates install nothing; a rotated secret installs once, and every session is kept', {
  tag: '@long',
}, async ({ page, context, authKit, vaultSecrets, place }) => {
  await place.signIn(page, ACME);
  await place.signIn(page, GLOBEX);
  expect(await lookForWorkers(page, 5)).toEqual(NOTHING_NEW);
  const before = await authKit.oauthRequests();
  const deviceId = await deviceIdOf(context);
  const [oldKey, newKey] = await Promise.all([deviceKeyOf(deviceId), deviceKeyOf(deviceId, NEW_SECRET)]);

  vaultSecrets.unshift(NEW_SECRET);
  try {
    expect(await lookForWorkers(page, 5)).toEqual(ONE_NEW);

    for (const organization of [ACME, GLOBEX]) await place.open(page, organization);
    // The new worker seals everything again in the background.
    await expect
      .poll(async () => {
        const { opened, records } = await page.evaluate(openRecords, [newKey]);
        return records - opened.length;
      })
      .toBe(0);
    expect(await page.evaluate(openRecords, [oldKey])).toMatchObject({ opened: [] });

    // The old secret is given up: nothing needs it any more.
    await watchWorkers(page);
    vaultSecrets.pop();
    expect(await lookForWorkers(page, 5)).toEqual(ONE_NEW);
    await place.open(page, ACME);
    expect(await authKit.oauthRequests(), 'no sign-in and no refresh').toEqual(before);
    expect(await deviceIdOf(context)).toBe(deviceId);
  } finally {
    vaultSecrets.splice(0, vaultSecrets.length, VAULT_SECRET);
  }
});

test('a lost cookie costs one login: the app works, and no old record is decrypted', {
  tag: '@long',
}, async ({ page, context, authKit, place }) => {
  await place.signIn(page, ACME);
  const deviceId = await deviceIdOf(context);
  // A page of the app could leave for a new sign-in, and take its count of workers with it.
  await page.goto(place.path('nothing-here.txt'));
  await watchWorkers(page);
  await context.clearCookies();
  await authKit.reset();

  expect(await lookForWorkers(page, 5)).toEqual(ONE_NEW);
  await place.signIn(page, ACME);
  await place.signIn(page, GLOBEX);

  expect(await deviceIdOf(context)).not.toBe(deviceId);
  const opened = await page.evaluate(openRecords, [await deviceKeyOf(await deviceIdOf(context))]);
  expect(opened.opened.length).toBeGreaterThan(2);
  expect(await lookForWorkers(page, 5)).toEqual(NOTHING_NEW);
});
