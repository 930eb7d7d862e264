import type { Page } from '@playwright/test';
import { signIn } from '../support/app.ts';
import { PICTURE_WIDTHS, startOptedInServer } from '../support/opted-in-server.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { test as base, expect } from '../support/test.ts';

type OptedInServer = Awaited<ReturnType<typeof startOptedInServer>>;

/** Tests against an API with these options. */
const testOf = (options: Parameters<typeof startOptedInServer>[0]) =>
  base.extend<object, { optedIn: OptedInServer }>({
    optedIn: [
      // biome-ignore lint/correctness/noEmptyPattern: Playwright wants a pattern, and there is nothing to take.
      async ({}, use) => {
        const server = await startOptedInServer(options);
        await use(server);
        await server.stop();
      },
      { scope: 'worker' },
    ],
    server: [async ({ optedIn }, use) => use(optedIn), { scope: 'worker' }],
  });

const test = testOf({ media: true, followRedirects: true, cache: true });
const testWithout = testOf({});

/** The width of a picture in the page, px; null: it did not load. */
function widthOf(page: Page, url: string): Promise<number | null> {
  return page.evaluate(
    (source) =>
      new Promise<number | null>((resolve) => {
        const image = new Image();
        image.onload = () => resolve(image.naturalWidth);
        image.onerror = () => resolve(null);
        image.src = source;
      }),
    url,
  );
}

const readOrganization = (page: Page, url: string): Promise<string> =>
  page.evaluate(async (source) => (await (await fetch(source)).json()).organization, url);

test('R6: a picture gets the token of the organization of its page', async ({ page }) => {
  await signIn(page, ACME);
  await signIn(page, GLOBEX);
  expect(await widthOf(page, '/api/picture?1')).toBe(PICTURE_WIDTHS[GLOBEX.id]);
  await page.evaluate(() => history.pushState(null, '', '/acme/'));
  expect(await widthOf(page, '/api/picture?2')).toBe(PICTURE_WIDTHS[ACME.id]);
});

test('R8: the HTTP cache is used, and tells organizations apart by what the API says', async ({
  page,
  optedIn,
}) => {
  await signIn(page, ACME);
  await signIn(page, GLOBEX);
  const url = '/api/varied?cache';
  const { length: before } = optedIn.varied;
  expect(await readOrganization(page, url)).toBe(GLOBEX.id);
  expect(await readOrganization(page, url)).toBe(GLOBEX.id);
  await page.evaluate(() => history.pushState(null, '', '/acme/'));
  expect(await readOrganization(page, url)).toBe(ACME.id);
  expect(optedIn.varied.slice(before)).toEqual([GLOBEX.id, ACME.id]);
});

test('R8: a redirect of a GET is followed, one of a POST is not', async ({ page }) => {
  await signIn(page, ACME);
  const followed = await page.evaluate(async () => {
    const response = await fetch('/api/redirect?to=/api/me');
    return (await response.json()).organization.slug;
  });
  expect(followed).toBe(ACME.slug);
  const posted = await page.evaluate(() =>
    fetch('/api/redirect?to=/api/echo&status=307', { method: 'POST', body: '{}' }).then(
      () => 'followed',
      () => 'refused',
    ),
  );
  expect(posted).toBe('refused');
});

testWithout(
  'R6, R8: without opting in a picture gets no token, no cache is used and no redirect is followed',
  async ({ page, optedIn }) => {
    await signIn(page, ACME);
    expect(await widthOf(page, '/api/picture')).toBeNull();
    for (const _ of [1, 2]) expect(await readOrganization(page, '/api/varied?cache')).toBe(ACME.id);
    expect(optedIn.varied).toEqual([ACME.id, ACME.id]);
    const refused = await page.evaluate(() =>
      fetch('/api/redirect?to=/api/me').then(
        () => 'followed',
        () => 'refused',
      ),
    );
    expect(refused).toBe('refused');
  },
);
