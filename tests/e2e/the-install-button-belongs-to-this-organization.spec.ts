import type { Page } from '@playwright/test';
import { expectOrganization, signIn, switchTo } from '../support/app.ts';
import { HomeScreen } from '../support/home-screen.ts';
import { ACME, GLOBEX, type KnownOrganization } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

/** The browser decides when it offers to install an app. */
const OFFERED = { timeout: 60_000 };

const installButton = (page: Page, { name }: KnownOrganization) =>
  page.getByRole('button', { name: `Install ${name}`, exact: true });

test("the browser's own offer becomes a hint that shows once, and a button on the settings page", {
  tag: '@long',
}, async ({ profile }) => {
  const context = await profile.startBrowser();
  await context.addInitScript(() => {
    // A test cannot press the button of the browser's own dialog: a page can only open it.
    Object.assign(globalThis, { prompts: [] });
    addEventListener('beforeinstallprompt', (event) => {
      const manifest = document.querySelector('link[rel="manifest"]')?.getAttribute('href');
      const { prompts } = globalThis as unknown as { prompts: unknown[] };
      Object.assign(event, { prompt: async () => prompts.push(manifest) });
    });
  });
  const page = await context.newPage();
  await signIn(page, ACME);
  await expect(installButton(page, ACME)).toBeVisible(OFFERED);
  await page.getByRole('button', { name: 'Not now' }).click();
  await expect(installButton(page, ACME)).toBeHidden();

  await signIn(page, GLOBEX);
  await page.goto('/globex/settings');
  await expect(installButton(page, GLOBEX)).toHaveCount(1, OFFERED);
  await switchTo(page, ACME);
  await expectOrganization(page, ACME);
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(installButton(page, ACME)).toHaveCount(1, OFFERED);
  await expect(installButton(page, GLOBEX)).toHaveCount(0);
  await installButton(page, ACME).click();
  await expect(installButton(page, ACME)).toBeHidden();
  const prompts = await page.evaluate(() => (globalThis as unknown as { prompts: unknown }).prompts);
  expect(prompts).toEqual(['/manifest/acme.webmanifest']);
});

test('the window of an installed app shows no install offer, also in fullscreen', {
  tag: '@long',
}, async ({ profile, server }) => {
  const context = await profile.startBrowser();
  const homeScreen = new HomeScreen(context, server.origin);
  await signIn(await context.newPage(), ACME);
  await homeScreen.install(ACME);
  const app = await homeScreen.launch(ACME);
  await expectOrganization(app, ACME);
  await app.getByRole('link', { name: 'Settings' }).click();
  const heading = app.getByRole('heading', { name: 'Session on this device' });
  const card = app.getByRole('heading', { name: 'Install as an app' });
  await expect(heading).toBeVisible();
  await expect(card).toHaveCount(0);

  const devTools = await context.newCDPSession(app);
  const { windowId } = await devTools.send('Browser.getWindowForTarget');
  const enter = { windowId, bounds: { windowState: 'fullscreen' } } as const;
  await devTools.send('Browser.setWindowBounds', enter);
  const isFullscreen = () => app.evaluate(() => matchMedia('(display-mode: fullscreen)').matches);
  await expect.poll(isFullscreen).toBe(true);
  await expect(card).toHaveCount(0);
  await app.reload();
  await expect(heading).toBeVisible();
  expect(await isFullscreen()).toBe(true);
  await expect(card).toHaveCount(0);
});

for (const [engine, words] of [
  ['iOS', /share sheet/],
  ['a browser without the offer', /browser's menu/],
] as const) {
  test(`${engine} shows instructions to install`, async ({ page }) => {
    await page.addInitScript((isIos) => {
      for (let owner: object | null = globalThis; owner !== null; owner = Object.getPrototypeOf(owner))
        Reflect.deleteProperty(owner, 'onbeforeinstallprompt');
      if (isIos) Object.defineProperty(navigator, 'standalone', { value: false });
    }, engine === 'iOS');
    await signIn(page, ACME);
    await page.goto('/acme/settings');
    await expect(page.getByRole('region', { name: 'Install as an app' })).toContainText(words);
    await expect(installButton(page, ACME)).toHaveCount(0);
  });
}
