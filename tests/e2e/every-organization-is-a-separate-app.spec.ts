import type { Page } from '@playwright/test';
import { expectOrganization, heading, signIn, switchTo } from '../support/app.ts';
import { ACME, GLOBEX, type KnownOrganization } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

interface Manifest {
  readonly id: string;
  readonly name: string;
  readonly start_url: string;
  readonly scope: string;
  readonly theme_color: string;
  readonly icons: readonly { readonly src: string; readonly sizes: string; readonly purpose: string }[];
  readonly shortcuts: readonly { readonly name: string; readonly url: string }[];
}

/** The manifest as Chromium itself has read it, through the worker; it must find no fault with it. */
async function manifestOf(page: Page, organization: KnownOrganization): Promise<Manifest> {
  const path = `/manifest/${organization.slug}.webmanifest`;
  await expect(page.locator('link[rel="manifest"]')).toHaveAttribute('href', path);
  const devTools = await page.context().newCDPSession(page);
  const { url, errors, data } = await devTools.send('Page.getAppManifest');
  expect(new URL(url).pathname).toBe(path);
  expect(errors).toEqual([]);
  const { installabilityErrors } = await devTools.send('Page.getInstallabilityErrors');
  expect(installabilityErrors).toEqual([]);
  const { appId } = await devTools.send('Page.getAppId');
  expect(appId && new URL(appId).pathname).toBe(`/${organization.slug}/`);
  await devTools.detach();
  return JSON.parse(data ?? '');
}

test('Chromium finds two apps, without an error, and each knows the other organizations that are signed in', {
  tag: '@long',
}, async ({ profile }) => {
  const page = await (await profile.startBrowser()).newPage();
  await signIn(page, ACME);
  expect((await manifestOf(page, ACME)).shortcuts).toEqual([]);

  await signIn(page, GLOBEX);
  const globex = await manifestOf(page, GLOBEX);
  expect(globex).toMatchObject({ id: '/globex/', name: 'Globex', start_url: '/globex/', scope: '/' });
  expect(globex.shortcuts).toMatchObject([{ name: 'Acme', url: '/acme/' }]);

  await switchTo(page, ACME);
  await expectOrganization(page, ACME);
  const acme = await manifestOf(page, ACME);
  expect(acme).toMatchObject({ id: '/acme/', name: 'Acme', start_url: '/acme/', scope: '/' });
  expect(acme.shortcuts).toMatchObject([{ name: 'Globex', url: '/globex/' }]);
  expect(acme.theme_color).not.toBe(globex.theme_color);

  await page.goto('/sessions');
  await page.getByRole('button', { name: 'Sign out of Acme', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Sign out of Acme', exact: true })).toBeHidden();
  await page.goto('/globex/');
  await expectOrganization(page, GLOBEX);
  expect((await manifestOf(page, GLOBEX)).shortcuts).toEqual([]);
});

test('the icons are pictures of the sizes that the manifest says', { tag: '@long' }, async ({ page }) => {
  await signIn(page, ACME);
  const response = await page.request.get('/manifest/acme.webmanifest');
  const { icons }: Manifest = await response.json();
  const sizes = new Set(icons.map(({ sizes, purpose }) => `${sizes} ${purpose}`));
  for (const size of ['any any', '192x192 any', '512x512 any', '512x512 maskable'])
    expect(sizes).toContain(size);
  for (const { src, sizes } of icons) {
    const found = await page.evaluate(async (url) => {
      const picture = new Image();
      picture.src = url;
      await picture.decode();
      return `${picture.naturalWidth}x${picture.naturalHeight}`;
    }, src);
    if (sizes !== 'any') expect([src, found]).toEqual([src, sizes]);
  }
});

test('the head of the document follows the organization of the URL, and names none elsewhere', {
  tag: '@long',
}, async ({ page }) => {
  await signIn(page, ACME);
  await signIn(page, GLOBEX);
  const touchIcon = page.locator('link[rel="apple-touch-icon"]');
  const title = page.locator('meta[name="apple-mobile-web-app-title"]');
  const theme = page.locator('meta[name="theme-color"][media*="light"]');
  await expect(touchIcon).toHaveAttribute('href', /^\/manifest\/globex\//);
  await expect(title).toHaveAttribute('content', 'Globex');
  const before = await theme.getAttribute('content');

  await switchTo(page, ACME);
  await expect(heading(page, ACME)).toBeVisible();
  await expect(touchIcon).toHaveAttribute('href', /^\/manifest\/acme\//);
  await expect(title).toHaveAttribute('content', 'Acme');
  await expect(theme).not.toHaveAttribute('content', before ?? '');
  const accent = await page.request.get('/manifest/acme.webmanifest');
  await expect(theme).toHaveAttribute('content', (await accent.json()).theme_color);

  for (const path of ['/', '/sessions']) {
    await page.goto(path);
    await expect(page.getByRole('main')).toContainText('Acme');
    await expect(page.locator('link[rel="manifest"]')).toHaveAttribute('href', '/app.webmanifest');
    await expect(touchIcon).toHaveAttribute('href', '/icons/icon-180.png');
    await expect(title).toHaveAttribute('content', 'Keyring');
  }
});
