import type { Page } from '@playwright/test';
import { signIn } from '../support/app.ts';
import { expect, HOSTILE_DOCUMENT, test } from '../support/hostile-test.ts';
import { OPENERS, openAndWatch, unregister } from '../support/open-and-watch.ts';
import { ACME } from '../support/organizations.ts';
import { attackersAuthorization, recordCallbacks } from '../support/sign-in-callback.ts';

async function attack(page: Page, url: string): Promise<readonly string[]> {
  const seen: string[] = [];
  const callbacks = recordCallbacks(page.context());
  for (const [opener, way] of OPENERS) {
    await page.goto(opener);
    const { length: before } = callbacks;
    seen.push(...(await page.evaluate(openAndWatch, [url, way] as const)));
    await expect.poll(() => callbacks.length, `a code was sent ${opener} ${way}`).toBeGreaterThan(before);
    for (const other of page.context().pages()) if (other !== page) await other.close();
  }
  return seen;
}

test('R21, R44: no window that opened another reads a code from it, with the worker and after unregister()', async ({
  page,
  server,
}) => {
  test.setTimeout(120_000);
  await signIn(page, ACME);
  const { url } = attackersAuthorization(server, ACME.id);

  const withWorker = await attack(page, url);
  await page.goto(HOSTILE_DOCUMENT);
  await page.evaluate(unregister);
  const without = await attack(page, url);

  expect([...withWorker, ...without].filter((href) => /code=|the-state/.test(href))).toEqual([]);
  expect(without).toContain('severed');
});
