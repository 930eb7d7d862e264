import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createStaticFiles, type StaticHostKind } from '../../../server/static/static-host.ts';
import type { KeyringConfiguration } from '../../../src/protocol/configuration.ts';
import { KeyringConfigurationError } from '../../../src/protocol/configuration-error.ts';
import { serveLikeCloudflarePages, serveLikeNetlify } from '../../support/hosts/file-hosts.ts';
import { cloudflarePagesHeaders, netlifyHeaders } from '../../support/hosts/headers-file.ts';
import { writeFiles } from '../../support/hosts/static-build.ts';
import { createConfiguration, createHandler, ORIGIN } from './host.ts';

const JWKS = 'https://api.workos.com/sso/jwks/client_test';
const SCRIPT = 'void "the worker";';
const POLICY = {
  page: { imageSources: ['blob:', 'https://images.test'] },
  exits: { links: ['https://docs.test'], reportUri: 'https://reports.test/a?b=$c&d="e\\' },
};
const configurationOf = (changes: Partial<KeyringConfiguration> = {}): KeyringConfiguration =>
  createConfiguration({ vault: 'device', ...changes });
const filesFor = (host: StaticHostKind, changes: Partial<KeyringConfiguration> = {}) =>
  createStaticFiles({
    host,
    configuration: configurationOf(changes),
    workerScript: SCRIPT,
    authKitJwksUri: JWKS,
    policy: POLICY,
  });
/** Cloudflare Pages cannot serve the key set. */
const ELSEWHERE = { jwksUri: 'https://api.test/auth/jwks' };

/** The headers that the server half sends for a path, by lower-case name. */
async function serverHeaders(path: string, changes: Partial<KeyringConfiguration> = {}) {
  const host = createHandler({
    configuration: configurationOf(changes),
    policy: POLICY,
    readWorkerScript: async () => SCRIPT,
    fetch: async () => new Response('{"keys":[]}'),
  });
  const response =
    (await host.handle(new Request(ORIGIN + path))) ??
    host.addDocumentHeaders(new Response('<p>', { headers: { 'Content-Type': 'text/html; charset=UTF-8' } }));
  return Object.fromEntries(response.headers);
}

const PATHS = ['/', '/acme/notes', '/sessions', '/sw.js', '/auth/callback'];
/** The app sets these, and not the server half. */
const OF_THE_APP = ['cache-control', 'content-type'];
const withoutThoseOfTheApp = (path: string, headers: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) => path === '/sw.js' || path === '/auth/callback' || !OF_THE_APP.includes(name),
    ),
  );

describe.each([
  ['Cloudflare Pages', 'cloudflare-pages', cloudflarePagesHeaders, ELSEWHERE],
  ['Netlify', 'netlify', netlifyHeaders, {}],
] as const)('R44: the file _headers for %s', (_name, host, headersOf, changes) => {
  test.each(PATHS)('has every header of the server half for %s, and no other', async (path) => {
    const { _headers = '' } = await filesFor(host, changes);
    expect(withoutThoseOfTheApp(path, headersOf(_headers, path))).toEqual(
      withoutThoseOfTheApp(path, await serverHeaders(path, changes)),
    );
  });

  test('no response is used without a request: for a missing asset the host sends the page of the app', async () => {
    const { _headers = '' } = await filesFor(host, changes);
    const cachingOf = (path: string) => headersOf(_headers, path)['cache-control'];
    for (const path of ['/acme/', '/assets/page-1234.js', '/assets/of-another-deployment.js'])
      expect(cachingOf(path)).toBe('no-cache');
    expect([cachingOf('/sw.js'), cachingOf('/auth/callback')]).toEqual(['no-store', 'no-store']);
  });

  test('follows the configured paths', async () => {
    const paths = { scope: '/app/', workerScript: '/app/static/sw.js' };
    const moved = { ...changes, paths, redirectUri: `${ORIGIN}/app/auth/callback` };
    const files = await filesFor(host, moved);
    expect(Object.keys(files).toSorted()).toEqual([
      '_headers',
      ...(host === 'netlify' ? ['_redirects'] : []),
      'app/auth/callback.html',
      'app/static/sw.js',
    ]);
    for (const path of ['/app/acme/', '/app/static/sw.js', '/app/auth/callback'])
      expect(headersOf(files._headers ?? '', path), path).toMatchObject({
        'content-security-policy': (await serverHeaders(path, moved))['content-security-policy'],
      });
    if (host === 'netlify') expect(files._redirects).toContain('/app/* /app/index.html 200\n');
  });
});

describe.each([
  ['cloudflare-pages', serveLikeCloudflarePages, ELSEWHERE],
  ['netlify', serveLikeNetlify, {}],
] as const)('a model of %s', (host, serve, changes) => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyring-static-'));
    const app = { 'index.html': 'the page', 'assets/page-1234.js': 'the script' };
    await writeFiles(folder, { ...(await filesFor(host, changes)), ...app });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test.each([
    ['/', 'the page'],
    ['/acme/', 'the page'],
    ['/acme/notes/7', 'the page'],
    ['/assets/page-1234.js', 'the script'],
    ['/sw.js', SCRIPT],
    ['/auth/callback?code=1', 'Sign-in could not be completed'],
  ])('serves %s without a redirect', async (path, content) => {
    const response = await serve(folder).request(ORIGIN + path);
    expect([response.status, await response.text()]).toEqual([200, expect.stringContaining(content)]);
  });
});

describe.each<[StaticHostKind, Partial<KeyringConfiguration>]>([
  ['nginx', {}],
  ['netlify', {}],
  ['cloudflare-pages', ELSEWHERE],
])('the worker for %s', (host, changes) => {
  test.each(['device', 'memory'] as const)(
    'has the bytes that the server half sends with the vault %s',
    async (vault) => {
      const all = { ...changes, vault };
      const served = createHandler({
        configuration: configurationOf(all),
        policy: POLICY,
        readWorkerScript: async () => SCRIPT,
      }).handle(new Request(`${ORIGIN}/sw.js`));
      expect((await filesFor(host, all))['sw.js']).toBe(await (await served)?.text());
    },
  );
});

test('the callback that no worker took has the page of the server half', async () => {
  const response = await createHandler().handle(new Request(`${ORIGIN}/auth/callback?code=1`));
  expect((await filesFor('nginx'))['auth/callback.html']).toBe(await response?.text());
});

test('nginx and Netlify read the key set from AuthKit', async () => {
  expect((await filesFor('netlify'))._redirects).toContain(`/auth/jwks ${JWKS} 200\n`);
  expect((await filesFor('nginx'))['org-keyring.nginx.conf']).toContain(`proxy_pass "${JWKS}";`);
  expect((await filesFor('nginx', ELSEWHERE))['org-keyring.nginx.conf']).not.toContain('proxy_pass');
});

describe('a setting that a static host cannot serve is refused', () => {
  test.each<[string, () => Promise<unknown>, string]>([
    ['the sealed vault', () => filesFor('nginx', { vault: 'sealed' }), 'vault'],
    ['the key set on Cloudflare Pages', () => filesFor('cloudflare-pages'), 'jwksUri'],
    [
      'the key set of an unknown address',
      () => createStaticFiles({ host: 'nginx', configuration: configurationOf(), workerScript: SCRIPT }),
      'jwksUri',
    ],
    ...['/auth/callback/', '/auth/:step', '/auth/c*', '/auth/a;b', '/auth/%20', "/auth/it's", '/auth/$1'].map(
      (path): [string, () => Promise<unknown>, string] => [
        `the callback ${path}`,
        () => filesFor('cloudflare-pages', { ...ELSEWHERE, redirectUri: ORIGIN + path }),
        'redirectUri',
      ],
    ),
    ...(['nginx', 'netlify'] as const).map((host): [string, () => Promise<unknown>, string] => [
      `a key set with a semicolon on ${host}`,
      () => filesFor(host, { jwksUri: `${ORIGIN}/auth/jwks;v=1` }),
      'jwksUri',
    ]),
    [
      'another origin',
      () =>
        createStaticFiles({
          host: 'nginx',
          configuration: configurationOf(),
          workerScript: SCRIPT,
          origin: 'https://other.test',
        }),
      'redirectUri',
    ],
    [
      'a policy that Cloudflare Pages ignores',
      () =>
        createStaticFiles({
          host: 'cloudflare-pages',
          configuration: configurationOf(ELSEWHERE),
          workerScript: SCRIPT,
          policy: {
            exits: {
              links: Array.from({ length: 60 }, (_, index) => `https://a-long-name-${index}.docs.test`),
            },
          },
        }),
      'policy',
    ],
  ])('%s', async (_what, create, setting) => {
    const error = await create().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(KeyringConfigurationError);
    expect(error).toMatchObject({ setting });
  });
});
