import { signIn } from '../support/app.ts';
import { ACME } from '../support/organizations.ts';
import { savedFile } from '../support/saved-file.ts';
import { expect, test } from '../support/test.ts';

// Each of these breaks the page's policy, which the browser reports in the console.
test.use({ isConsoleNoisy: true });

const PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>';

test('issue 9: `blob:` pictures are refused, and the same picture as `data:` is shown', async ({ page }) => {
  await signIn(page, ACME);
  const widths = await page.evaluate(async (text) => {
    const file = new Blob([text], { type: 'image/svg+xml' });
    const dataUrl = new Promise<string>((resolve) => {
      const reader = new FileReader();
      reader.onload = () => resolve(String(reader.result));
      reader.readAsDataURL(file);
    });
    const widthOf = (src: string): Promise<number> =>
      new Promise((resolve) => {
        const image = new Image();
        image.onload = () => resolve(image.naturalWidth);
        image.onerror = () => resolve(0);
        image.src = src;
      });
    return [await widthOf(URL.createObjectURL(file)), await widthOf(await dataUrl)];
  }, PICTURE);
  expect(widths).toEqual([0, 10]);
});

test('issue 9: a page cannot create dedicated and shared workers', async ({ page }) => {
  await signIn(page, ACME);
  const errors = await page.evaluate(() =>
    [Worker, SharedWorker].map((kind) => {
      try {
        return String(new kind('/assets/none.js'));
      } catch (error) {
        return error instanceof TypeError ? 'TypeError' : String(error);
      }
    }),
  );
  expect(errors).toEqual(['TypeError', 'TypeError']);
});

test('issue 9: a navigation to an API has no token, and `fetch` with a `download` link saves the response', async ({
  page,
  context,
}) => {
  await signIn(page, ACME);
  const opened = await context.newPage();
  const refused = opened.waitForResponse('**/api/me');
  // Firefox shows its own error page for a refusal without a body, which Playwright reports as a failed navigation.
  await opened.goto('/api/me').catch(() => {});
  expect((await refused).status()).toBe(401);

  const { name, text } = await savedFile(page, () =>
    page.evaluate(async () => {
      const blob = await (await fetch('/api/me')).blob();
      Object.assign(document.createElement('a'), {
        href: URL.createObjectURL(blob),
        download: 'me.json',
      }).click();
    }),
  );
  expect(name).toMatch(/^me.*\.json$/);
  expect(text).toContain(ACME.name);
});
