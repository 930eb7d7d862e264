import { expect } from '@playwright/test';
import { type ElementRequestsServer, RECORDING_LENGTHS } from './element-requests-server.ts';
import type { KnownOrganization } from './organizations.ts';
import type { Scripted } from './scripted.ts';
import { SAMPLE_RATE } from './silence.ts';

/** Where the video seeks to, s. */
const TARGET = 500;

/** A page that Playwright or WebDriver drives. */
type Driven = Scripted & { goto(path: string): Promise<unknown> };

/**
 * Opens the document with styles, and expects what its pictures and a video of an organization get.
 *
 * @returns the organization that the API saw in the picture of the style sheet file: null without a token
 */
export async function expectElementRequests(
  page: Driven,
  { requests }: ElementRequestsServer,
  { slug, id }: KnownOrganization,
): Promise<string | null> {
  const begin = requests.length;
  const seen = (by: string) => requests.slice(begin).filter((request) => request.by === by);
  await page.goto(`/${slug}/elements.html`);
  for (const by of ['style', 'attribute'])
    await expect.poll(() => seen(by).map(({ organization }) => organization)).toEqual([id]);
  await expect.poll(() => page.evaluate(hasEnded, 'by=file')).toBe(true);

  const played = await page.evaluate(seekVideo, TARGET);
  expect(played).toEqual({ duration: RECORDING_LENGTHS[id], currentTime: TARGET });
  expect(new Set(seen('video').map(({ organization }) => organization))).toEqual(new Set([id]));
  const firsts = seen('video').map(({ first }) => first);
  expect(firsts).toContain(0);
  // A little earlier than the sample itself, as the browser likes.
  expect(Math.max(...firsts)).toBeGreaterThan((TARGET - 60) * SAMPLE_RATE);
  return seen('file')[0]?.organization ?? null;
}

/** Whether a picture of a style has been loaded or refused. */
function hasEnded(name: string): boolean {
  return performance.getEntriesByType('resource').some((entry) => entry.name.endsWith(name));
}

/** Loads the recording into a video, and moves to a time that has not been sent yet, s. */
function seekVideo(target: number): Promise<{ duration: number; currentTime: number } | string> {
  return new Promise((resolve) => {
    const video = document.createElement('video');
    video.muted = true;
    video.preload = 'auto';
    video.onerror = () => resolve(`error ${video.error?.code} ${video.error?.message}`);
    video.onloadedmetadata = () => {
      video.currentTime = target;
    };
    video.onseeked = () => {
      const { duration, currentTime } = video;
      // It holds its connection otherwise.
      video.onerror = null;
      video.removeAttribute('src');
      video.load();
      resolve({ duration: Math.round(duration), currentTime: Math.round(currentTime) });
    };
    video.src = '/api/recording?by=video';
    document.body.append(video);
  });
}

/** Sends a beacon, and returns the organization that the API saw in it: null without a token. */
export async function organizationOfBeacon(
  page: Driven,
  { requests }: ElementRequestsServer,
): Promise<string | null> {
  const by = `beacon-${requests.length}`;
  const arrived = () => requests.filter((request) => request.by === by);
  expect(await page.evaluate((name) => navigator.sendBeacon(`/api/beacon?by=${name}`, 'left'), by)).toBe(
    true,
  );
  await expect.poll(() => arrived().length).toBe(1);
  return arrived()[0]?.organization ?? null;
}
