import { emailField, expectOrganization, signIn, signInButton, submitEmail } from '../support/app.ts';
import { expect, test } from '../support/attack-test.ts';
import { ACME } from '../support/organizations.ts';
import { WorkerStopper } from '../support/worker-control.ts';
import { attacks } from './bodies/with-the-memory-vault-nothing-is-at-rest.ts';

// The attacker only reads: no page may throw and the policy may refuse nothing.
test.use({ vault: 'memory', isConsoleNoisy: false });

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));

test('the worker ends while a user types at AuthKit: the sign-in still completes', async ({ page }) => {
  await page.goto('/acme/');
  await expect(emailField(page)).toBeVisible();
  await (await WorkerStopper.attach(page)).stop();

  await submitEmail(page, 'ada@example.com');

  await expectOrganization(page, ACME);
});

test('the worker ends after a sign-out: no user is signed in again without a click', async ({
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
