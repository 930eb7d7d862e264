import { describe, expect, test } from 'vitest';
import { organizationManifests } from '../../../server/manifest.ts';
import { createHandler, ORIGIN } from './host.ts';

const HOSTILE = '</script><script>alert(1)</script>" \u2028 ünïcode 株';
const NAMES: ReadonlyMap<string, string> = new Map([
  ['acme', 'Acme'],
  ['globex', 'Globex'],
  ['odd', HOSTILE],
]);

const host = createHandler({
  manifests: organizationManifests({
    findOrganization: async (slug) => {
      const name = NAMES.get(slug);
      return name === undefined ? undefined : { slug, name };
    },
  }),
});
const get = async (path: string, headers: Record<string, string> = {}): Promise<Response> => {
  const response = await host.handle(new Request(ORIGIN + path, { headers }));
  if (response === undefined) throw new Error(`${path} was left to the app`);
  return response;
};

describe('a manifest', () => {
  test('has its own id and start URL, and the scope that contains the callback', async () => {
    for (const slug of ['acme', 'globex']) {
      const response = await get(`/manifest/${slug}.webmanifest`);
      expect(response.status).toBe(200);
      expect(response.headers.get('Content-Type')).toBe('application/manifest+json');
      expect(response.headers.get('X-Content-Type-Options')).toBe('nosniff');
      expect(response.headers.get('Cross-Origin-Resource-Policy')).toBe('same-origin');
      expect(await response.json()).toMatchObject({
        id: `/${slug}/`,
        start_url: `/${slug}/`,
        scope: '/',
        display: 'standalone',
        name: NAMES.get(slug),
      });
    }
  });

  test('holds any name as data', async () => {
    const response = await get('/manifest/odd.webmanifest');
    expect(await response.json()).toMatchObject({ name: HOSTILE, short_name: HOSTILE });
  });

  test('is not sent twice', async () => {
    const etag = (await get('/manifest/acme.webmanifest')).headers.get('ETag') ?? '';
    expect((await get('/manifest/acme.webmanifest', { 'If-None-Match': etag })).status).toBe(304);
    expect((await get('/manifest/globex.webmanifest', { 'If-None-Match': etag })).status).toBe(200);
  });

  test('names icons that are there, under addresses that may be kept', { timeout: 60_000 }, async () => {
    const { icons } = (await (await get('/manifest/acme.webmanifest')).json()) as {
      icons: { src: string; type: string }[];
    };
    expect(icons.length).toBeGreaterThan(4);
    for (const { src, type } of icons) {
      const icon = await get(src);
      expect([src, icon.status, icon.headers.get('Content-Type')]).toEqual([src, 200, type]);
      expect(icon.headers.get('Cache-Control')).toContain('immutable');
      const stale = await get(src.replace(/v=.*/, 'v=other'));
      expect(stale.headers.get('Cache-Control')).toBe('no-cache');
    }
  });
});

test.each([
  '/manifest/nobody.webmanifest',
  '/manifest/ACME.webmanifest',
  '/manifest/%61cme.webmanifest',
  '/manifest/api.webmanifest',
  '/manifest/manifest.webmanifest',
  '/manifest/__proto__.webmanifest',
  `/manifest/${'a'.repeat(65)}.webmanifest`,
  '/manifest/acme',
  '/manifest/acme/',
  '/manifest/acme/none.png',
  '/manifest/acme/constructor',
  '/manifest/nobody/icon-192.png',
  '/manifest/%61cme/icon-192.png',
  '/manifest/acme/x/icon-192.png',
])('%s is nothing', async (path) => {
  expect((await get(path)).status).toBe(404);
});

test('a directory that is away is a reason to try again, not a missing organization', async () => {
  const findOrganization = () => Promise.reject(new Error('away'));
  const away = createHandler({ manifests: organizationManifests({ findOrganization }) });
  const response = await away.handle(new Request(`${ORIGIN}/manifest/acme.webmanifest`));
  expect([response?.status, response?.headers.get('Retry-After')]).toEqual([503, '5']);
});

test('a host that was given no manifests leaves them to the app', async () => {
  const response = await createHandler().handle(new Request(`${ORIGIN}/manifest/acme.webmanifest`));
  expect(response).toBeUndefined();
});
