import type { Page } from '@playwright/test';
import { signIn } from '../support/app.ts';
import {
  type OptedInServer,
  PICTURE_WIDTHS,
  SOUND_LENGTHS,
  startOptedInServer,
} from '../support/opted-in-server.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { test as base, expect } from '../support/test.ts';

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

/** The length of a sound in the page, s; null: it did not load. */
function lengthOf(page: Page, url: string, crossOrigin: 'anonymous' | null = null): Promise<number | null> {
  return page.evaluate(
    ([source, mode]) =>
      new Promise<number | null>((resolve) => {
        const audio = Object.assign(new Audio(), { crossOrigin: mode });
        audio.onloadedmetadata = () => resolve(Math.round(audio.duration));
        audio.onerror = () => resolve(null);
        audio.src = source;
      }),
    [url, crossOrigin] as const,
  );
}

/** The first line of subtitles in the page; null: they did not load. */
function subtitleOf(page: Page, url: string): Promise<string | null> {
  return page.evaluate(
    (source) =>
      new Promise<string | null>((resolve) => {
        const video = Object.assign(document.createElement('video'), { crossOrigin: 'anonymous' });
        const track = Object.assign(document.createElement('track'), { kind: 'subtitles', src: source });
        track.onload = () => {
          const cue = track.track.cues?.[0];
          resolve(cue instanceof VTTCue ? cue.text : null);
        };
        track.onerror = () => resolve(null);
        video.append(track);
        document.body.append(video);
        // Media that is not played loads no data.
        track.track.mode = 'hidden';
      }),
    url,
  );
}

const readOrganization = (page: Page, url: string): Promise<string> =>
  page.evaluate(async (source) => (await (await fetch(source)).json()).organization, url);

for (const isOwn of [true, false]) {
  test(`R6: pictures, sounds and subtitles of ${isOwn ? 'its own' : 'another'} origin get the token of the page's organization`, async ({
    page,
    browserName,
    optedIn,
  }) => {
    const base = `${isOwn ? '' : optedIn.mediaOrigin}/api`;
    await signIn(page, ACME);
    await signIn(page, GLOBEX);
    const seen = async (): Promise<unknown> => [
      await widthOf(page, `${base}/picture?${Math.random()}`),
      await lengthOf(page, `${base}/sound?${Math.random()}`, isOwn ? null : 'anonymous'),
      await subtitleOf(page, `${base}/subtitles?${Math.random()}`),
    ];
    expect(await seen()).toEqual([PICTURE_WIDTHS[GLOBEX.id], SOUND_LENGTHS[GLOBEX.id], GLOBEX.id]);
    await page.evaluate(() => history.pushState(null, '', '/acme/'));
    expect(await seen()).toEqual([PICTURE_WIDTHS[ACME.id], SOUND_LENGTHS[ACME.id], ACME.id]);
    // Firefox hides media of another origin from the worker, unless the element asks for CORS.
    const isHidden = browserName === 'firefox' && !isOwn;
    const withoutCors = await lengthOf(page, `${base}/sound?${Math.random()}`);
    expect(withoutCors).toBe(isHidden ? null : SOUND_LENGTHS[ACME.id]);
  });
}

test('R8: a document loads a picture of a URL once, so the URL has to name the organization', async ({
  page,
}) => {
  await signIn(page, ACME);
  await signIn(page, GLOBEX);
  expect(await widthOf(page, '/api/picture')).toBe(PICTURE_WIDTHS[GLOBEX.id]);
  await page.evaluate(() => history.pushState(null, '', '/acme/'));
  // A limit that docs/limits.md names. The response has `Cache-Control: no-store`.
  expect(await widthOf(page, '/api/picture')).toBe(PICTURE_WIDTHS[GLOBEX.id]);
  expect(await widthOf(page, '/api/picture?organization=acme')).toBe(PICTURE_WIDTHS[ACME.id]);
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
    const { length: before } = optedIn.varied;
    for (const _ of [1, 2]) expect(await readOrganization(page, '/api/varied?cache')).toBe(ACME.id);
    expect(optedIn.varied.slice(before)).toEqual([ACME.id, ACME.id]);
    const refused = await page.evaluate(() =>
      fetch('/api/redirect?to=/api/me').then(
        () => 'followed',
        () => 'refused',
      ),
    );
    expect(refused).toBe('refused');
  },
);
