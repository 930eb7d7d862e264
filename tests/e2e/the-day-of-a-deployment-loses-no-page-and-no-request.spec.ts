import { emailField, expectOrganization, submitEmail } from '../support/app.ts';
import { type DeployedServer, startDeployedServer } from '../support/deployed-server.ts';
import { ACME, ADA } from '../support/organizations.ts';
import { test as base, expect } from '../support/test.ts';

const test = base.extend<object, { server: DeployedServer }>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from its pattern.
    async ({}, use) => {
      const server = await startDeployedServer();
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
});

test('deployment day: a page that an earlier worker controls is not blank, and open tabs keep their own tokens', async ({
  page: old,
  context,
  server,
}) => {
  await old.goto('/acme/');
  await expect(old.getByRole('heading', { name: 'Old app' })).toBeVisible();
  await old.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');
  const callOfOldPage = () =>
    old.evaluate(async () => {
      const headers = { Authorization: 'Bearer of-the-old-app' };
      return (await fetch('/api/own', { headers })).text();
    });
  expect(await callOfOldPage()).toBe('Bearer of-the-old-app');

  server.deploy();
  const replaced = old.evaluate(
    () =>
      new Promise<void>((resolve) =>
        navigator.serviceWorker.addEventListener('controllerchange', () => resolve(), { once: true }),
      ),
  );
  const page = await context.newPage();
  await page.goto('/acme/');
  await expect(emailField(page)).toBeVisible();
  await submitEmail(page, ADA.email);
  await expectOrganization(page, ACME);

  await replaced;
  expect(await callOfOldPage()).toBe('Bearer of-the-old-app');
  // A page that connected gets the token of its organization.
  const ofPage = await page.evaluate(async () => {
    const headers = { Authorization: 'Bearer of-the-old-app' };
    return (await (await fetch('/api/own', { headers })).text()) === headers.Authorization;
  });
  expect(ofPage).toBe(false);
});
