import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Router } from 'workbox-routing';
import { parsePaths } from '../../../src/protocol/parse-paths.ts';
import { createMemoryTable } from '../../../src/storage/table.ts';
import {
  type AnnouncementRouteParts,
  registerAnnouncementRoute,
} from '../../../sw/fetch/announcement-route.ts';
import { Announcements, type AskPage } from '../../../sw/fetch/announcements.ts';
import { bindRequest } from '../../../sw/fetch/bind-request.ts';
import { neverAsked } from '../support/never-asked.ts';
import { slug } from '../support/people.ts';

// Workbox looks for `self` when it is loaded.
vi.hoisted(() => Object.assign(globalThis, { self: globalThis, __WB_DISABLE_DEV_LOGS: true }));

const PATHS = parsePaths();
const acme = slug('acme');
const globex = slug('globex');
const AT_ACME = { slug: acme, number: 1 };
const REFUSED = { code: 'temporarily_unavailable', retryAfter: 1 };

/** A worker that has received the announcement of a page that announces after its requests. */
async function atAcme(ask: AskPage) {
  const table = createMemoryTable();
  const announcements = new Announcements(table, PATHS, ask);
  await announcements.set('client-1', 'GET', { slug: acme, kind: 'late', number: 1 });
  return { table, announcements };
}

describe('R10: of a page that announces after its requests', () => {
  test('each request without the URL of its page is bound after a question', async () => {
    const ask = vi.fn(async () => AT_ACME);
    const { announcements } = await atAcme(ask);
    const slugs = await Promise.all([1, 2, 3].map(() => announcements.get('client-1', 'GET')));
    expect(slugs).toEqual([acme, acme, acme]);
    // The page may change its organization between two replies.
    expect(ask).toHaveBeenCalledTimes(3);
  });

  test.each([
    ['has changed its organization and not announced it yet', { slug: globex, number: 2 }],
    ['has returned to the organization and not announced that yet', { slug: acme, number: 3 }],
    ['is gone: its last announcement may be missing', 'gone'],
    ['does not reply', undefined],
  ])('such a request is refused if the page %s', async (_what, reply) => {
    const { announcements } = await atAcme(async () => reply);
    await expect(announcements.get('client-1', 'GET')).rejects.toMatchObject(REFUSED);
  });

  test('such a request is refused if an announcement arrives while the page is asked', async () => {
    const { announcements } = await atAcme(async () => {
      await announcements.set('client-1', 'GET', { slug: acme, kind: 'late', number: 1 });
      return AT_ACME;
    });
    await expect(announcements.get('client-1', 'GET')).rejects.toMatchObject(REFUSED);
  });

  test('the next worker asks for each request too', async () => {
    const { table } = await atAcme(neverAsked);
    const ask = vi.fn(async () => AT_ACME);
    const restarted = new Announcements(table, PATHS, ask);
    expect([await restarted.get('client-1', 'GET'), await restarted.get('client-1', 'GET')]).toEqual([
      acme,
      acme,
    ]);
    expect(ask).toHaveBeenCalledTimes(2);
  });

  test('a request with the URL of its page is bound without a question or a warning, before a late announcement', async () => {
    vi.stubGlobal('location', { origin: 'http://localhost', hostname: 'localhost' });
    const { announcements } = await atAcme(neverAsked);
    const request = new Request('http://localhost/api/me');
    Object.defineProperty(request, 'referrer', { value: 'http://localhost/globex/' });
    const report = vi.fn();
    const parts = { announcements, binding: 'url' as const, paths: PATHS, report };
    expect(await bindRequest({ request, clientId: 'client-1' }, parts)).toMatchObject({
      slug: globex,
      by: 'url',
    });
    await new Promise((resolve) => setTimeout(resolve));
    expect(report).not.toHaveBeenCalled();
    vi.unstubAllGlobals();
  });

  test('a request whose URL names no organization is bound to none without a question, once the page has announced that', async () => {
    const announcements = new Announcements(createMemoryTable(), PATHS, neverAsked);
    await announcements.set('client-1', 'GET', { slug: null, kind: 'late', number: 1 });
    expect(await announcements.get('client-1', 'GET', true)).toBeNull();
  });

  test('a request whose URL names no organization is refused if the worker lost that announcement', async () => {
    const { announcements } = await atAcme(async () => ({ slug: null, number: 2 }));
    await expect(announcements.get('client-1', 'GET', true)).rejects.toMatchObject(REFUSED);
  });

  test('its record is one, also after it announces before its requests again', async () => {
    const { table, announcements } = await atAcme(neverAsked);
    expect(await table.entries()).toEqual([['client-1:get', [acme, 'late', 1]]]);
    await announcements.set('client-1', 'GET', { slug: globex, kind: 'confirmed', number: 2 });
    expect(await table.entries()).toEqual([['client-1:get', [globex, 'confirmed', 2]]]);
    expect(await announcements.get('client-1', 'GET')).toBe(globex);
  });
});

class FakeFetchEvent {
  readonly clientId = 'client-1';
}

const OWN = [{ origin: 'https://app.test', pathPrefix: '/api' }];
const OTHER = [...OWN, { origin: 'https://api.test', pathPrefix: '/v1' }];
const NO_FOLDER = parsePaths({ organization: 'none' });

describe('a worker allows it', () => {
  beforeEach(() => {
    vi.stubGlobal('FetchEvent', FakeFetchEvent);
    vi.stubGlobal('location', { origin: 'https://app.test' });
  });
  afterEach(() => vi.unstubAllGlobals());

  /** A worker with these settings. @returns announces, and resolves with what the acknowledgement says */
  function worker(settings: Partial<AnnouncementRouteParts>) {
    const announcements = new Announcements(createMemoryTable(), PATHS, neverAsked);
    const router = new Router();
    registerAnnouncementRoute(router, {
      announcements,
      paths: PATHS,
      apis: OWN,
      binding: 'url',
      unconnectedPages: 'refuse',
      ...settings,
    });
    const announce = async (referrer = 'https://app.test/acme/', confirms: string | null = '1 1') => {
      const headers = {
        'X-Org-Slug': 'acme',
        ...(confirms !== null && { 'X-Keyring-Confirms': confirms }),
      };
      const request = new Request('https://app.test/sw/announcement', { headers });
      Object.defineProperty(request, 'referrer', { value: referrer });
      const event = new FakeFetchEvent() as unknown as Parameters<Router['handleRequest']>[0]['event'];
      return (await router.handleRequest({ request, event }))?.headers.get('X-Keyring-Confirms');
    };
    return { announce, announcements };
  }

  test.each<[string, Partial<AnnouncementRouteParts>, string]>([
    ['every API is of its own origin', { apis: OWN }, 'late'],
    ['an API is of another origin', { apis: OTHER }, '1'],
    ['calls must name their organization', { apis: OTHER, binding: 'explicit' }, 'late'],
    ['calls of unconnected pages pass', { unconnectedPages: 'pass' }, '1'],
    ['URLs name no organization', { paths: NO_FOLDER }, '1'],
  ])('if %s: %j', async (_what, settings, expected) => {
    expect(await worker(settings).announce()).toBe(expected);
  });

  test.each(['', 'https://app.test/', 'https://other.test/acme/'])(
    'not if the referrer is %j, which hides the URL',
    async (referrer) => expect(await worker({}).announce(referrer)).toBe('1'),
  );

  test('not to a page of an earlier version, which replies to no question', async () => {
    const { announce, announcements } = worker({});
    expect(await announce(undefined, null)).toBeNull();
    expect(await announcements.get('client-1', 'GET')).toBe(acme);
  });

  test('not to a page that was asked about a request without its URL', async () => {
    const { announce, announcements } = worker({});
    expect(await announce(undefined, 'first 7')).toBe('1');
    expect(await announcements.get('client-1', 'GET')).toBe(acme);
  });
});
