import { runFullCycle } from '../support/full-cycle.ts';
import { expect, test } from '../support/test.ts';

test('R1: no token, code or verifier stands in the console or in the document', async ({
  page,
  context,
  authKit,
  secrets,
  consoleGuard,
}) => {
  test.setTimeout(120_000);
  await runFullCycle(page, authKit);

  // Both consoles are heard: the page's and the worker's.
  await page.evaluate(() => console.log('canary of the page'));
  await context.serviceWorkers()[0]?.evaluate(() => console.log('canary of the worker'));
  await expect.poll(() => consoleGuard.text).toContain('canary of the page');
  await expect.poll(() => consoleGuard.text).toContain('canary of the worker');
  expect((await secrets.values()).size).toBeGreaterThan(10);
  expect(await secrets.find(consoleGuard.text)).toBeUndefined();
  expect(await secrets.find(await page.content())).toBeUndefined();
});
