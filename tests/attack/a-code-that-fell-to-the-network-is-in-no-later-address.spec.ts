import { signIn } from '../support/app.ts';
import { expect, test } from '../support/attack-test.ts';
import { unregister } from '../support/open-and-watch.ts';
import { ACME } from '../support/organizations.ts';
import { readAddresses } from '../support/page-memory.ts';
import { attackersAuthorization } from '../support/sign-in-callback.ts';

test('R21: the page after a callback that no worker answered finds its code in no address that it can read', async ({
  page,
  server,
}) => {
  await signIn(page, ACME);
  const { url } = attackersAuthorization(server, ACME.id);

  // Script takes the worker away and leaves for AuthKit: the code comes back to a document without script.
  await page.evaluate(unregister);
  await page.goto(url);
  await expect(page.getByRole('heading', { name: 'Sign-in could not be completed' })).toBeVisible();
  const code = new URL(page.url()).searchParams.get('code') ?? '';
  expect(code.length).toBeGreaterThan(20);
  expect(await page.locator('script').count()).toBe(0);

  await page.getByRole('link', { name: 'Go to your organizations' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();

  const addresses = await readAddresses(page);
  expect(addresses).toContain(`${server.origin}/`);
  expect(addresses.includes(code)).toBe(false);
  expect(addresses).not.toContain('code=');
});
