import type { Page } from '@playwright/test';
import { signIn } from '../support/app.ts';
import { ACME } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

test.use({ serverEnvironment: { CREDENTIALS: 'separate' } });

/** Fills what this tab may store, to the last character. */
function fillTheStorageOfTheTab(page: Page): Promise<void> {
  return page.evaluate(() => {
    let text = 'x'.repeat(2 ** 22);
    for (let index = 0; text !== ''; index += 1) {
      try {
        sessionStorage.setItem(`filler ${index}`, text);
      } catch {
        text = text.slice(0, text.length / 2);
      }
    }
  });
}

for (const path of ['/', '/sessions/sign-in'])
  test(`a tab that can store nothing more says so instead of signing in to all (${path})`, async ({
    page,
  }) => {
    await signIn(page, ACME);
    await page.goto(path);
    const all = page.getByRole('button', { name: 'Sign in to all my organizations' });
    await expect(all).toBeVisible();
    await fillTheStorageOfTheTab(page);
    await all.click();
    await expect(
      page.getByRole('status').filter({ hasText: 'This tab can store nothing more.' }),
    ).toBeVisible();
    await expect(page).toHaveURL(path);
    await expect(all).toBeFocused();
  });
