import {
  emailField,
  expectOrganization,
  signIn,
  signInButton,
  submitEmail,
  switchTo,
} from '../support/app.ts';
import { organizationOf } from '../support/calls.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { readBrowserStorage } from '../support/page-memory.ts';
import { expect, test } from '../support/test.ts';
import { WorkerStopper } from '../support/worker-control.ts';

test.use({ serverEnvironment: { VAULT: 'memory' } });

test('with VAULT=memory both organizations work, and no session is at rest, sealed or not', async ({
  page,
  secrets,
}) => {
  await signIn(page, ACME);
  await signIn(page, GLOBEX);
  await switchTo(page, ACME);
  await expect.poll(() => organizationOf(page)).toBe(ACME.slug);

  const storage = await readBrowserStorage(page);

  expect((await secrets.values()).size).toBeGreaterThan(4);
  expect(storage.includes('user_ada')).toBe(false);
  expect(/^org-keyring\/sessions\n\n$/m.test(storage), 'the table of sessions is empty').toBe(true);
  for (const secret of await secrets.values()) expect(storage.includes(secret)).toBe(false);
});

test('the worker ends while somebody types at AuthKit: the sign-in still completes', async ({ page }) => {
  await page.goto('/acme/');
  await expect(emailField(page)).toBeVisible();
  await (await WorkerStopper.attach(page)).stop();

  await submitEmail(page, 'ada@example.com');

  await expectOrganization(page, ACME);
});

test('the worker ends after a sign-out: nobody is signed in again without a click', async ({
  page,
  authKit,
}) => {
  await signIn(page, ACME);
  await page.goto('/sessions');
  await page.getByRole('button', { name: 'Sign out of Acme' }).click();
  await expect(page.getByRole('button', { name: 'Sign out of Acme' })).toBeHidden();
  await (await WorkerStopper.attach(page)).stop();
  const before = await authKit.oauthRequests();

  await page.goto('/acme/');

  await expect(signInButton(page, ACME)).toBeVisible();
  expect(await authKit.oauthRequests()).toEqual(before);
});
