import { signIn, switchTo } from '../support/app.ts';
import { organizationOf } from '../support/calls.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { readBrowserStorage } from '../support/page-memory.ts';
import { expect, test } from '../support/test.ts';

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
  expect(storage).not.toContain('user_ada');
  expect(storage).not.toContain('org-keyring/sessions');
  for (const secret of await secrets.values()) expect(storage.includes(secret)).toBe(false);
});
