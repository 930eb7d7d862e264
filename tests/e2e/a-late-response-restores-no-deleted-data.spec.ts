import { expectOrganization, signIn, signInButton } from '../support/app.ts';
import { bundleScript } from '../support/bundle-script.ts';
import { privateCaches } from '../support/notes.ts';
import { ACME } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

test('what a page writes after a sign-out, through a cache that it opened before, is not kept', {
  tag: '@long',
}, async ({ page, context }) => {
  await signIn(page, ACME);
  await page.evaluate(await bundleScript('private-cache-page.ts'));
  const late = await page.evaluateHandle(() => window.openPrivateCache('kept', 'org_acme', 'user_ada'));
  expect(await late.evaluate((opened) => opened !== undefined)).toBe(true);
  expect(
    await page.evaluate(() => window.openPrivateCache('kept', 'org_acme', 'user_grace')),
  ).toBeUndefined();

  const other = await context.newPage();
  await other.goto('/sessions');
  await other.getByRole('button', { name: 'Sign out of Acme', exact: true }).click();
  await expect(signInButton(page, ACME)).toBeVisible();

  await late.evaluate((opened) => opened?.put('/api/notes', new Response('late')));
  expect(await page.evaluate(() => window.openPrivateCache('kept', 'org_acme', 'user_ada'))).toBeUndefined();
  await expect.poll(() => privateCaches(other)).toEqual([]);

  // After another sign-in the cache has the same name but not the late response.
  await signInButton(page, ACME).click();
  await expectOrganization(page, ACME);
  await expect.poll(() => privateCaches(page)).toContain('keyring:kept:org_acme:user_ada');
  const kept = await page.evaluate(async () => {
    const cache = await caches.open('keyring:kept:org_acme:user_ada');
    return (await (await cache.match('/api/notes'))?.text()) ?? '';
  });
  expect(kept).not.toBe('late');
});
