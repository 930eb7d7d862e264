import { openSwitcher, signIn } from '../support/app.ts';
import { launchOptions } from '../support/chromium.ts';
import { ACME } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

// The user's own text size, which the widths of the media queries follow. A style on the root element is no user's setting.
const options = launchOptions();
test.use({
  launchOptions: { ...options, args: [...(options.args ?? []), '--blink-settings=defaultFontSize=32'] },
});

for (const width of [375, 320])
  test(`with text of twice the size, every screen fits a phone of ${width} pixels, and the switcher keeps its name`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height: 667 });
    /** What sticks out of the window, or out of the part of the page that is its own. */
    const expectFits = () =>
      expect
        .poll(() =>
          page.evaluate(() => {
            const { scrollWidth, clientWidth } = document.documentElement;
            const isOutside = (each: Element) => each.getBoundingClientRect().right > clientWidth + 1;
            const outside = [...document.querySelectorAll('a, button, input')].filter(isOutside);
            return [scrollWidth - clientWidth, ...outside.map(({ textContent }) => textContent)];
          }),
        )
        .toEqual([0]);
    await signIn(page, ACME);
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe('32px');

    const switcher = page.getByRole('button', { name: 'Switch organization' });
    const sessions = page.getByRole('banner').getByRole('link', { name: 'Sessions' });
    const expectReadable = () =>
      expect
        .poll(async () => {
          const [button, link] = await Promise.all([switcher.boundingBox(), sessions.boundingBox()]);
          const name = await switcher.evaluate((element) => element.scrollWidth <= element.clientWidth + 1);
          if (button === null || link === null) return false;
          const isApart = button.x + button.width <= link.x || button.y + button.height <= link.y;
          return name && isApart;
        })
        .toBe(true);

    await expectReadable();
    await expectFits();
    await openSwitcher(page);
    await expectFits();
    await page.goto('/');
    await expect(page.getByLabel('Organization name')).toBeVisible();
    await expectReadable();
    await expectFits();
    await page.goto('/sessions');
    await expect(page.getByRole('button', { name: 'Sign out of Acme' })).toBeVisible();
    await expectReadable();
    await expectFits();
  });
