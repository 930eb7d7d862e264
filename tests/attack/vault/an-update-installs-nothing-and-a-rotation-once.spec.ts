import type { Page } from '@playwright/test';
import { expectOrganization, signIn } from '../../support/app.ts';
import { openRecords } from '../../support/open-records.ts';
import { ACME, GLOBEX } from '../../support/organizations.ts';
import { deviceIdOf, deviceKeyOf, VAULT_SECRET } from '../../support/vault.ts';
import { expect, test } from '../../support/vault-test.ts';

const NEW_SECRET = 'the secret that replaces the one of the attack tests';

/** Looks for a new worker five times. @returns how many were installed */
async function updateFiveTimes(page: Page): Promise<number> {
  // A page without an event stream: Chromium lets the old worker finish its requests before it switches.
  await page.goto('/sessions');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    let installed = 0;
    registration.addEventListener('updatefound', () => {
      installed += 1;
    });
    for (let round = 0; round < 5; round += 1) {
      await registration.update();
      const coming = registration.installing ?? registration.waiting;
      if (coming === null) continue;
      await new Promise<void>((resolve) => {
        const look = (): void => {
          if (coming.state === 'activated' || coming.state === 'redundant') resolve();
        };
        coming.addEventListener('statechange', look);
        look();
      });
    }
    return installed;
  });
}

test('five updates install nothing; a rotated secret installs once, and every session survives it', async ({
  page,
  context,
  authKit,
  vaultSecrets,
}) => {
  await signIn(page, ACME);
  await signIn(page, GLOBEX);
  expect(await updateFiveTimes(page)).toBe(0);
  const before = await authKit.oauthRequests();
  const deviceId = await deviceIdOf(context);
  const [oldKey, newKey] = await Promise.all([deviceKeyOf(deviceId), deviceKeyOf(deviceId, NEW_SECRET)]);

  vaultSecrets.unshift(NEW_SECRET);
  try {
    expect(await updateFiveTimes(page)).toBe(1);

    for (const organization of [ACME, GLOBEX]) {
      await page.goto(`/${organization.slug}/`);
      await expectOrganization(page, organization);
    }
    // Everything was sealed again by the time that the new worker was active.
    const withNew = await page.evaluate(openRecords, [newKey]);
    expect(withNew.opened).toHaveLength(withNew.records);
    expect(await page.evaluate(openRecords, [oldKey])).toMatchObject({ opened: [] });

    // The old secret is given up: nothing needs it any more.
    vaultSecrets.pop();
    expect(await updateFiveTimes(page)).toBe(1);
    await page.goto('/acme/');
    await expectOrganization(page, ACME);
    expect(await authKit.oauthRequests(), 'no sign-in and no refresh').toEqual(before);
    expect(await deviceIdOf(context)).toBe(deviceId);
  } finally {
    vaultSecrets.splice(0, vaultSecrets.length, VAULT_SECRET);
  }
});

test('a lost cookie is a clean login: nothing crashes, and nothing of the old records is opened', async ({
  page,
  context,
  authKit,
}) => {
  await signIn(page, ACME);
  const deviceId = await deviceIdOf(context);
  await context.clearCookies();
  await authKit.reset();

  expect(await updateFiveTimes(page)).toBe(1);
  await signIn(page, ACME);
  await signIn(page, GLOBEX);

  expect(await deviceIdOf(context)).not.toBe(deviceId);
  const opened = await page.evaluate(openRecords, [await deviceKeyOf(await deviceIdOf(context))]);
  expect(opened.opened.length).toBeGreaterThan(2);
  expect(await updateFiveTimes(page)).toBe(0);
});
