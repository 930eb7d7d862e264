import { runFullCycle } from '../support/full-cycle.ts';
import { readAddresses } from '../support/page-memory.ts';
import { expect, test } from '../support/test.ts';

test('R1, R21: after a sign-in no address that the page can read holds a code, a state or a token', async ({
  page,
  authKit,
  secrets,
}) => {
  test.setTimeout(120_000);
  const seen: string[] = [];
  page.on('framenavigated', (frame) => seen.push(frame.url()));
  await runFullCycle(page, authKit);

  const addresses = await readAddresses(page);

  expect((await secrets.values()).size).toBeGreaterThan(10);
  expect(addresses).toContain('/globex/');
  expect(await secrets.find(addresses)).toBeUndefined();
  expect(addresses).not.toMatch(/[?&#](code|state|code_verifier|access_token|refresh_token)=/);
  // No document of this origin was ever at an address with a code: the worker answered every callback.
  expect(seen.filter((url) => url.includes('/auth/callback'))).toEqual([]);
});
