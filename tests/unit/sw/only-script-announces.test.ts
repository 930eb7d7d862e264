import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Router } from 'workbox-routing';
import { parsePaths } from '../../../src/protocol/parse-paths.ts';
import { createMemoryTable } from '../../../src/storage/table.ts';
import { plain } from '../../../sw/fetch/announcement-records.ts';
import { registerAnnouncementRoute } from '../../../sw/fetch/announcement-route.ts';
import { Announcements } from '../../../sw/fetch/announcements.ts';
import { neverAsked } from '../support/never-asked.ts';
import { slug } from '../support/people.ts';

// Workbox looks for `self` when it is loaded.
vi.hoisted(() => Object.assign(globalThis, { self: globalThis, __WB_DISABLE_DEV_LOGS: true }));

class FakeFetchEvent {
  readonly clientId = 'client-1';
}

beforeEach(() => {
  vi.stubGlobal('FetchEvent', FakeFetchEvent);
  vi.stubGlobal('location', { origin: 'https://app.test' });
});
afterEach(() => vi.unstubAllGlobals());

/** A page of Acme, which sends a request of this kind to the path of announcements. */
async function announcedAfter(kind: Readonly<Record<string, string>>, init: RequestInit = {}) {
  const announcements = new Announcements(createMemoryTable(), parsePaths(), neverAsked);
  await announcements.set('client-1', 'GET', plain(slug('acme')));
  await announcements.set('client-1', 'POST', plain(slug('acme')));
  const router = new Router();
  registerAnnouncementRoute(router, {
    announcements,
    paths: parsePaths(),
    apis: [],
    binding: 'url',
    unconnectedPages: 'refuse',
  });
  const request = new Request('https://app.test/sw/announcement', init);
  for (const [name, value] of Object.entries(kind)) Object.defineProperty(request, name, { value });
  const event = new FakeFetchEvent() as unknown as Parameters<Router['handleRequest']>[0]['event'];
  const response = await router.handleRequest({ request, event });
  const method = request.method;
  return [response?.status, await announcements.get('client-1', method)];
}

test.each(['GET', 'POST'])('a %s of script announces, and can withdraw', async (method) => {
  expect(await announcedAfter({}, { method, headers: { 'X-Org-Slug': 'globex' } })).toEqual([204, 'globex']);
  expect(await announcedAfter({}, { method })).toEqual([204, null]);
});

test.each([
  ['a picture', { destination: 'image', mode: 'no-cors' }],
  ['a picture with crossorigin', { destination: 'image', mode: 'cors' }],
  ['a script', { destination: 'script', mode: 'no-cors' }],
  ['a style sheet', { destination: 'style', mode: 'no-cors' }],
  ['a frame', { destination: 'iframe', mode: 'navigate' }],
  ['a video', { destination: 'video', mode: 'no-cors' }],
  ['a navigation', { destination: 'document', mode: 'navigate' }],
  ['a prefetch, a ping', { destination: '', mode: 'no-cors' }],
])('%s does not change the announcement of its page', async (_what, kind) => {
  for (const method of ['GET', 'POST'])
    expect(await announcedAfter(kind, { method })).toEqual([undefined, 'acme']);
});
