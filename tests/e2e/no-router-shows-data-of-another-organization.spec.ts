import type { Page } from '@playwright/test';
import type {} from '../apps/routers/recorder.ts';
import { signIn } from '../support/app.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { ROUTERS } from '../support/router-app-server.ts';
import { test } from '../support/router-app-test.ts';
import { expect } from '../support/test.ts';

type Slug = 'acme' | 'globex';

async function expectScreen(page: Page, slug: Slug): Promise<void> {
  await expect(page.getByRole('heading', { level: 1, name: slug, exact: true })).toBeVisible();
  await expect(page.getByText(`data of ${slug}`)).toBeVisible();
  expect(new URL(page.url()).pathname.split('/')[1]).toBe(slug);
}

const link = (page: Page, slug: Slug) => page.getByRole('link', { name: `to ${slug}`, exact: true });

for (const router of ROUTERS) {
  test(`${router}: links, navigate, replace, history, quick switches, blocking and hover preload`, {
    tag: '@long',
  }, async ({ page }) => {
    const path = (slug: Slug): string => `/${slug}/${router}.html`;
    const navigate = (slug: Slug, replace = false) =>
      page.evaluate(([to, isReplaced]) => window.routerApp.navigate(to, { replace: isReplaced }), [
        path(slug),
        replace,
      ] as const);
    await signIn(page, GLOBEX);
    await signIn(page, ACME);
    await page.goto(path('acme'));
    await expectScreen(page, 'acme');

    // A hover preloads for the other organization, and changes nothing here.
    await link(page, 'globex').hover();
    await expectScreen(page, 'acme');
    await link(page, 'globex').click();
    await expectScreen(page, 'globex');
    await page.evaluate(() => {
      window.routerApp.loads.length = 0;
    });
    await navigate('acme');
    await expectScreen(page, 'acme');
    // docs/page.md says when each router changes the URL: React Router's loaders run before it.
    const loads = await page.evaluate(() => window.routerApp.loads);
    const url = router === 'react-router' ? 'globex' : 'acme';
    if (router !== 'solid-router') expect(loads).toContainEqual({ url, loaded: 'acme' });
    await navigate('globex', true);
    await expectScreen(page, 'globex');

    // History: acme, globex, globex (replaced acme).
    await navigate('acme');
    await expectScreen(page, 'acme');
    await page.goBack();
    await expectScreen(page, 'globex');
    await page.goForward();
    await expectScreen(page, 'acme');
    await navigate('globex');
    await expectScreen(page, 'globex');
    const position = () => page.evaluate(() => window.navigation.currentEntry?.index ?? 0);
    const before = await position();
    await page.evaluate(() => {
      history.back();
      history.back();
    });
    // It is Globex before and after.
    await expect.poll(position).toBe(before - 2);
    await expectScreen(page, 'globex');

    // Quick switches end where the last one leads.
    for (const slug of ['acme', 'globex', 'acme', 'globex', 'acme'] as const)
      await link(page, slug).evaluate((element: HTMLElement) => element.click());
    await expectScreen(page, 'acme');

    // A blocked navigation leaves page, text and organization as they are.
    await page.locator('textarea').fill('Not saved');
    await page.evaluate(() => {
      window.routerApp.isBlocking = true;
    });
    await link(page, 'globex').click();
    await expect.poll(() => page.evaluate(() => window.routerApp.asked)).toBeGreaterThan(0);
    await expectScreen(page, 'acme');
    await expect(page.locator('textarea')).toHaveValue('Not saved');
    const plain = () =>
      page.evaluate(async () => {
        const { organization }: { organization: { slug: string } } = await (await fetch('/api/me')).json();
        return organization.slug;
      });
    await expect.poll(plain).toBe('acme');
    await page.evaluate(() => {
      window.routerApp.isBlocking = false;
    });
    await link(page, 'globex').click();
    await expectScreen(page, 'globex');
    await expect(page.locator('textarea')).toHaveValue('');

    // No screen had data of another organization than its heading, and no plain call was of another than its URL.
    const { screens, calls } = await page.evaluate(() => ({
      screens: window.routerApp.screens,
      calls: window.routerApp.plain,
    }));
    expect(screens.length).toBeGreaterThan(8);
    expect(screens.filter(({ heading, data }) => heading !== data)).toEqual([]);
    expect(calls.length).toBeGreaterThan(5);
    expect(calls.filter(({ url, named }) => url !== named)).toEqual([]);
  });
}
