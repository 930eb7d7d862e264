import { signIn } from '../support/app.ts';
import { bundleScript } from '../support/bundle-script.ts';
import { ACME } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

test('a private cache of a kind that no sign-out deletes is not created', async ({ page }) => {
  await signIn(page, ACME);
  await page.evaluate(await bundleScript('private-cache-page.ts'));
  const outcome = await page.evaluate(async () => {
    // What JavaScript can pass.
    const kind = 'offline' as 'kept';
    return window.openPrivateCache(kind, 'org_acme', 'user_ada').then(() => 'opened', String);
  });
  expect(outcome).toBe('ParseError: kind must be one of kept, unsent');
  expect(await page.evaluate(() => caches.has('keyring:offline:org_acme:user_ada'))).toBe(false);
});
