import { signIn } from '../support/app.ts';
import { organizationOf } from '../support/calls.ts';
import { logStored } from '../support/keyring-database.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';
import { WorkerStopper } from '../support/worker-control.ts';

test('the inspector shows the events of the worker by organization, across restarts, without secrets', {
  tag: '@long',
}, async ({ page, context, secrets }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await signIn(page, GLOBEX);
  await signIn(page, ACME);
  expect(await organizationOf(page)).toBe(ACME.slug);
  await page.goto('/sessions');
  await page.evaluate(() => fetch('/api/me'));
  await page.getByRole('link', { name: 'Details' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Session details' })).toBeVisible();

  const row = (text: RegExp) => page.getByRole('row', { name: text });
  await expect(row(/Acme Signed in/)).toHaveCount(1);
  await expect(row(/Acme API call sent bound by the page's URL/).first()).toBeVisible();
  await expect(row(/– API call refused organization_unbound/)).toHaveCount(1);
  const starts = row(/The session worker started/);
  const before = await starts.count();

  await logStored(page);
  const worker = await WorkerStopper.attach(page);
  await worker.stop();
  await page.goto('/acme/');
  expect(await organizationOf(page)).toBe(ACME.slug);
  await page.goto('/sessions/details');
  await expect(page.getByRole('table', { name: 'Activity log' })).toBeVisible();
  await expect(starts).toHaveCount(before + 1);
  await expect(row(/Globex Signed in/)).toHaveCount(1);

  await page.getByRole('combobox', { name: 'Organization' }).selectOption('Acme');
  await expect(row(/Globex/)).toHaveCount(0);
  await expect(row(/Acme Signed in/)).toHaveCount(1);

  await page.getByRole('button', { name: 'Copy as text' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Copied.' })).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(/^\S+Z {2}Acme {2}Signed in(, .+)?$/m);
  expect(copied).not.toContain('Globex');
  expect(await secrets.find(copied)).toBeUndefined();
  expect(await secrets.find(await page.content())).toBeUndefined();
});
