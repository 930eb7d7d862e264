import { describe, expect, test } from 'vitest';
import type { KeyringHostOptions } from '../../../server/host-options.ts';
import { organizationManifests } from '../../../server/manifest.ts';
import type { KeyringPathsOptions } from '../../../src/protocol/paths.ts';
import { cookiesOf, createConfiguration, createHandler, ORIGIN, vaultOf, WORKER_LOAD } from './host.ts';

const UNDER_APP: KeyringPathsOptions = {
  scope: '/app/',
  organization: '/app/o/:organization/*',
  organizationKey: 'id',
};

function createHostAt(paths: KeyringPathsOptions, options: Partial<KeyringHostOptions> = {}) {
  const scope = paths.scope ?? '/';
  const configuration = createConfiguration({
    redirectUri: `${ORIGIN}${scope}auth/callback`,
    jwksUri: `${ORIGIN}${scope}auth/jwks`,
    paths,
  });
  const host = createHandler({ configuration, ...options });
  return (path: string, init: RequestInit = {}) => host.handle(new Request(ORIGIN + path, init));
}

describe('under /app/', () => {
  const ask = createHostAt(UNDER_APP);

  test('the script there has a key, and the whole configuration', async () => {
    const response = await ask('/app/sw.js', { headers: WORKER_LOAD });
    const script = (await response?.text()) ?? '';
    expect(response?.status).toBe(200);
    expect(vaultOf(script)).toMatchObject({ mode: 'sealed', key: expect.stringMatching(/^[\w-]{43}$/) });
    expect(script).toContain('"workerScript":"/app/sw.js"');
    expect(response?.headers.get('Service-Worker-Allowed')).toBeNull();
  });

  test('its cookie belongs to the whole origin: the prefix allows no other path', async () => {
    const response = await ask('/app/sw.js', { headers: WORKER_LOAD });
    expect(response && cookiesOf(response).get('__Host-Http-keyring')).toContain('Path=/;');
  });

  test.each([
    '/sw.js',
    '/app/sw.js/',
    '/app/SW.js',
    '/app//sw.js',
    '//app/sw.js',
    '/app/o/org_05/sw.js',
    '/app/%73w.js',
    '/app/assets/app.js',
    '/app/auth/callback',
    '/app/manifest/org_05.webmanifest',
  ])('%s becomes no worker', async (path) => {
    for (const headers of [
      WORKER_LOAD,
      { 'Service-Worker': 'script' },
      { 'Sec-Fetch-Dest': 'serviceworker' },
    ]) {
      const response = await ask(path, { headers });
      expect(response?.status).toBe(403);
      expect(response?.headers.get('Content-Security-Policy')).toContain("frame-ancestors 'none'");
    }
  });

  test.each([
    ['a query', '/app/sw.js?x=1', {}],
    ['an empty query', '/app/sw.js?', {}],
    ['a fragment', '/app/sw.js#x', {}],
    ['another method', '/app/sw.js', { method: 'POST' }],
    ['HEAD', '/app/sw.js', { method: 'HEAD' }],
    ['a fetch of a page', '/app/sw.js', { headers: { ...WORKER_LOAD, 'Sec-Fetch-Dest': 'empty' } }],
    [
      'an import of a module worker',
      '/app/sw.js',
      { headers: { ...WORKER_LOAD, 'Service-Worker': 'module' } },
    ],
    ['another site', '/app/sw.js', { headers: { ...WORKER_LOAD, 'Sec-Fetch-Site': 'cross-site' } }],
    ['a document', '/app/sw.js', { headers: { ...WORKER_LOAD, 'Sec-Fetch-Mode': 'navigate' } }],
  ])('%s gets no key', async (_what, path, init) => {
    const response = await ask(path, { headers: WORKER_LOAD, ...init });
    expect(response?.status).toBe(503);
    expect(await response?.text()).not.toMatch(/[\w-]{43}/);
    expect(response && cookiesOf(response).has('__Host-Http-keyring')).toBe(false);
  });

  test('the callback, the key set and its page are there, and nowhere else', async () => {
    const callback = await ask('/app/auth/callback?code=x&state=y');
    expect(callback?.status).toBe(200);
    expect(await callback?.text()).toContain('<a href="/app/">');
    for (const path of ['/auth/callback', '/auth/jwks', '/app/', '/app/o/org_05/', '/app/auth/error'])
      expect(await ask(path)).toBeUndefined();
  });

  test('manifests name organizations as the paths do', async () => {
    const findOrganization = async (id: string) =>
      id === 'org_05' ? { slug: 'org-05', name: 'Org 05' } : undefined;
    const withManifests = createHostAt(UNDER_APP, { manifests: organizationManifests({ findOrganization }) });
    const response = await withManifests('/app/manifest/org_05.webmanifest');
    expect(await response?.json()).toMatchObject({
      id: '/app/o/org_05/',
      start_url: '/app/o/org_05/',
      scope: '/app/',
      icons: expect.arrayContaining([
        expect.objectContaining({ src: expect.stringMatching(/^\/app\/manifest\/org_05\/icon/) }),
      ]),
    });
    expect((await withManifests('/app/manifest/org-05.webmanifest'))?.status).toBe(404);
    expect(await withManifests('/manifest/org_05.webmanifest')).toBeUndefined();
  });
});

test('a script below its scope may have that scope, and no wider one', async () => {
  const ask = createHostAt({ scope: '/app/', workerScript: '/app/static/keyring.js' });
  const response = await ask('/app/static/keyring.js', { headers: WORKER_LOAD });
  expect(response?.headers.get('Service-Worker-Allowed')).toBe('/app/');
});

test('what the configuration does not know is refused, without its value, and is not in the script', async () => {
  const unknown = { apiKey: 'sk_test_of_the_server' };
  const configured = (more: object) =>
    createHandler({ configuration: { ...createConfiguration(), ...more } });
  expect(() => configured(unknown)).toThrow(
    /^configuration\.apiKey: there is no such setting\.(?!.*sk_test)/,
  );
  // A member that cannot be enumerated is not checked, and is left out.
  const hidden = Object.defineProperty({ ...createConfiguration() }, 'apiKey', { value: unknown.apiKey });
  const response = await createHandler({ configuration: hidden }).handle(
    new Request(`${ORIGIN}/sw.js`, { headers: WORKER_LOAD }),
  );
  expect(response?.status).toBe(200);
  expect(await response?.text()).not.toContain('sk_test');
});
