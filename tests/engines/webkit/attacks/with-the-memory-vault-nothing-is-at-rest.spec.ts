import { ACME, GLOBEX } from '../../../support/organizations.ts';
import { readBrowserStorage } from '../../../support/page-memory.ts';
import { expect, test } from '../../support/webkit-attack-test.ts';

test.use({ vault: 'memory' });

test('with VAULT=memory both organizations work, and no session is at rest, sealed or not', async ({
  tabs,
  traffic,
}) => {
  // The worker ends whenever the only page is at AuthKit: another one keeps it, and what it holds in memory.
  const kept = await tabs.current();
  await tabs.goto('/sessions');
  await tabs.open('window');
  await tabs.signIn(ACME);
  await tabs.signIn(GLOBEX);
  await tabs.switchTo(ACME);
  await tabs.expectOrganization(ACME);
  expect(await tabs.organization()).toBe(ACME.slug);

  await tabs.use(kept);
  const storage = await readBrowserStorage(tabs);

  expect(traffic.secrets.size).toBeGreaterThan(4);
  expect(storage.includes('user_ada')).toBe(false);
  expect(/^org-keyring\/sessions\n\n$/m.test(storage), 'the table of sessions is empty').toBe(true);
  for (const secret of traffic.secrets) expect(storage.includes(secret)).toBe(false);
});
