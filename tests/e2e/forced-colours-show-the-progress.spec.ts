import { expect, test } from '../support/test.ts';

test('with the colours of the system, the progress of a sign-in to all can be seen', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const pictureOf = async (value: number): Promise<string> => {
    await page.evaluate((now) => {
      const progress = document.querySelector('progress') ?? document.createElement('progress');
      progress.className = 'run-progress';
      progress.max = 10;
      progress.value = now;
      document.querySelector('main')?.prepend(progress);
    }, value);
    return (await page.getByRole('progressbar').screenshot()).toString('base64');
  };
  expect(await pictureOf(2)).not.toBe(await pictureOf(8));
});
