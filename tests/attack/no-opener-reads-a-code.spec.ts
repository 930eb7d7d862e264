import type { Page } from '@playwright/test';
import { signIn } from '../support/app.ts';
import { expect, HOSTILE_DOCUMENT, test } from '../support/hostile-test.ts';
import { ACME } from '../support/organizations.ts';
import { attackersAuthorization, recordCallbacks } from '../support/sign-in-callback.ts';

/**
 * Runs in a hostile document: has AuthKit send a code to a window that it opened, and looks at the window's address
 * until the window is gone, or nothing changes any more. AuthKit's own session makes the redirect a silent one.
 */
async function openAndWatch([url, way]: readonly [string, string]): Promise<readonly string[]> {
  const seen = new Set<string>();
  const popup = open(way === 'directly' ? url : `/hostile.html?${way}`);
  if (popup === null) return ['blocked'];
  const look = (): string => {
    try {
      return popup.location.href;
    } catch {
      return 'another origin';
    }
  };
  const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
  if (way !== 'directly') {
    // A window of the attacker's own, related to this one, that leaves for AuthKit by itself.
    for (let turn = 0; turn < 200 && !look().includes('hostile') && !popup.closed; turn += 1) await wait(10);
    if (!popup.closed) popup.location.href = url;
  }
  for (let turn = 0; turn < 150 && ![...seen].some((href) => href.includes('code=')); turn += 1) {
    seen.add(popup.closed ? 'severed' : look());
    await wait(10);
  }
  return [...seen];
}

async function attack(page: Page, url: string): Promise<readonly string[]> {
  const seen: string[] = [];
  const callbacks = recordCallbacks(page.context());
  for (const opener of [HOSTILE_DOCUMENT, `${HOSTILE_DOCUMENT}?coop`]) {
    for (const way of ['directly', 'plain', 'coop']) {
      await page.goto(opener);
      const { length: before } = callbacks;
      seen.push(...(await page.evaluate(openAndWatch, [url, way] as const)));
      await expect.poll(() => callbacks.length, `a code was sent ${opener} ${way}`).toBeGreaterThan(before);
      for (const other of page.context().pages()) if (other !== page) await other.close();
    }
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
  await page.evaluate(async () => {
    for (const registration of await navigator.serviceWorker.getRegistrations())
      await registration.unregister();
  });
  const without = await attack(page, url);

  expect([...withWorker, ...without].filter((href) => /code=|the-state/.test(href))).toEqual([]);
  expect(without).toContain('severed');
});

test.describe('without the opener policy', () => {
  test.use({ weakness: 'openers' });

  test('the same look reads the code, once the worker is unregistered', async ({ page, server }) => {
    await signIn(page, ACME);
    await page.goto(HOSTILE_DOCUMENT);
    await page.evaluate(async () => {
      for (const registration of await navigator.serviceWorker.getRegistrations())
        await registration.unregister();
    });
    await page.goto(HOSTILE_DOCUMENT);
    const { url } = attackersAuthorization(server, ACME.id);
    expect((await page.evaluate(openAndWatch, [url, 'directly'] as const)).join()).toContain('code=');
  });
});
