import { plantCanaries, readAddresses, readBrowserStorage } from '../../../support/page-memory.ts';
import { expect, test } from '../../support/webkit-attack-test.ts';
import { runFullCycle } from '../../support/webkit-cycle.ts';

test('R1, R2, R21: no token, code or verifier lies in storage in the clear, in an address or in the page', async ({
  tabs,
  authKit,
  traffic,
}) => {
  await runFullCycle(tabs, authKit);
  const addresses = await readAddresses(tabs);
  const page = await tabs.evaluate(() => document.documentElement.outerHTML);
  // A flow under way holds a verifier; it must not lie there readable either.
  await tabs.goto('/org-05/');
  await expect.poll(() => tabs.heading()).toBe('Org 05');
  await plantCanaries(tabs);
  const storage = await readBrowserStorage(tabs);

  expect(traffic.secrets.size).toBeGreaterThan(10);
  expect(addresses).toContain('/globex/');
  expect(addresses).not.toMatch(/[?&#](code|state|code_verifier|access_token|refresh_token)=/);
  expect(traffic.find(addresses)).toBeUndefined();
  expect(page).toContain('Globex');
  expect(traffic.find(page)).toBeUndefined();
  for (const place of ['local', 'session', 'database', 'bytes', 'cache'])
    expect(storage, `the sweep reaches ${place}`).toContain(`canary-in-${place}`);
  expect(storage).toContain('org-keyring/sessions');
  expect(storage).toContain('org_globex');
  expect(storage).not.toContain('exportable key');
  for (const secret of traffic.secrets) expect(storage.includes(secret)).toBe(false);
  expect(storage).not.toMatch(/eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/);
});
