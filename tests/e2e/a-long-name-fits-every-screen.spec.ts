import type { Page } from '@playwright/test';
import { signIn } from '../support/app.ts';
import { ACME } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

/** One word of 100 letters, the longest name that the API accepts. */
const NAME = 'Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft'.padEnd(
  100,
  'x',
);

async function expectNoSideways(page: Page): Promise<void> {
  const widths = () =>
    page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
  await expect.poll(widths, { message: `${page.url()} is not wider than the window` }).toBe(0);
}

test('no screen is wider than a phone with an organization whose name is one long word', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, ACME);
  await page.goto('/');
  await page.getByLabel('Organization name').fill(NAME);
  await page.getByRole('button', { name: 'Create organization' }).click();
  await expect(page.getByRole('heading', { level: 1, name: NAME })).toBeVisible();
  await expectNoSideways(page);
  const home = new URL(page.url()).pathname;

  await page.goto(`${home}settings`);
  await page.getByRole('button', { name: `Leave ${NAME}` }).click();
  await expectNoSideways(page);
  await page.goto('/sessions');
  await expect(page.getByRole('button', { name: `Sign out of ${NAME}` })).toBeVisible();
  await expectNoSideways(page);
  await page.getByRole('link', { name: 'Details' }).click();
  await expect(page.getByRole('cell', { name: NAME }).first()).toBeVisible();
  await expectNoSideways(page);

  // On a desk the switcher with the long name leaves the app's name its place.
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(home);
  const brand = page.getByText('Keyring', { exact: true });
  await expect(brand).toBeVisible();
  const places = () =>
    Promise.all(
      [brand, page.getByRole('button', { name: 'Switch organization' })].map((one) => one.boundingBox()),
    );
  await expect
    .poll(async () => {
      const [name, button] = await places();
      return name != null && button != null && name.x + name.width <= button.x;
    })
    .toBe(true);
});
