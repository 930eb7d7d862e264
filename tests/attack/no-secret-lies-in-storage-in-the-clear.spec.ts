import { runFullCycle } from '../support/full-cycle.ts';
import { plantCanaries, readBrowserStorage } from '../support/page-memory.ts';
import { expect, test } from '../support/test.ts';

test('R1, R2: no token, code or verifier lies in any storage of the origin in the clear', async ({
  page,
  authKit,
  secrets,
}) => {
  test.setTimeout(120_000);
  await runFullCycle(page, authKit);
  // A flow under way holds a verifier; it must not lie there readable either.
  await page.goto('/org-05/');
  await expect(page.getByRole('heading', { level: 1, name: 'Org 05', exact: true })).toBeVisible();

  await plantCanaries(page);
  const storage = await readBrowserStorage(page);

  for (const place of ['local', 'session', 'database', 'bytes', 'cache']) {
    expect(storage, `the sweep reaches ${place}`).toContain(`canary-in-${place}`);
  }
  expect((await secrets.values()).size).toBeGreaterThan(10);
  expect(storage).toContain('org-keyring/sessions');
  expect(storage).toContain('org_globex');
  expect(storage).not.toContain('exportable key');
  for (const secret of await secrets.values()) expect(storage.includes(secret)).toBe(false);
  expect(storage).not.toMatch(/eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/);
});
