import { describe, expect, test } from 'vitest';
import { cookiesOf, createHost, ORIGIN, vaultOf, WORKER_LOAD } from './host.ts';

describe('R3: probes', () => {
  test('are set with documents: one that every `__Host-` rejects, one that only `__Host-Http-` rejects', async () => {
    const cookies = cookiesOf(await createHost().request(`${ORIGIN}/`));
    expect(cookies.get('__Host-Http-probe')).toContain('HttpOnly');
    expect(cookies.get('__Host-Http-probe')).not.toContain('Secure');
    expect(cookies.get('__Host-Http-probe-script')).toContain('Secure');
    expect(cookies.get('__Host-Http-probe-script')).not.toContain('HttpOnly');
    expect(cookies.has('__Host-Http-keyring'), 'set only with the worker script').toBe(false);
  });

  test('are set with the callback and the worker script, and not with other files', async () => {
    const host = createHost();
    const callback = await host.request(`${ORIGIN}/auth/callback`);
    expect(cookiesOf(callback).has('__Host-Http-probe')).toBe(true);
    const script = await host.request(`${ORIGIN}/sw.js`, { headers: WORKER_LOAD });
    expect(cookiesOf(script).has('__Host-Http-probe')).toBe(true);
    expect(cookiesOf(await host.request(`${ORIGIN}/assets/app.js`)).size).toBe(0);
  });

  test.each([
    '__Host-Http-probe=1',
    'a=1; __Host-Http-probe-script=1',
    `__Host-Http-keyring=${'a'.repeat(43)}; __Host-Http-probe=1`,
  ])(
    'that come back, %s: a browser that does not enforce the prefix always gets the device key',
    async (Cookie) => {
      for (const headers of [WORKER_LOAD, { 'Service-Worker': 'script' }, {}]) {
        const response = await createHost().request(`${ORIGIN}/sw.js`, { headers: { ...headers, Cookie } });
        expect(response.status).toBe(200);
        expect(vaultOf(await response.text())).toEqual({ mode: 'device' });
        expect(cookiesOf(response).has('__Host-Http-keyring')).toBe(false);
      }
    },
  );
});

test.each(['device', 'memory'] as const)(
  'with VAULT=%s the script has no key and no cookie, for any browser',
  async (vault) => {
    const host = createHost(vault);
    for (const headers of [WORKER_LOAD, {}]) {
      const response = await host.request(`${ORIGIN}/sw.js`, { headers });
      expect(vaultOf(await response.text())).toEqual({ mode: vault });
      expect(response.headers.getSetCookie()).toEqual([]);
    }
    expect((await host.request(`${ORIGIN}/`)).headers.getSetCookie()).toEqual([]);
  },
);

test('a host with the sealed vault and without secrets does not start, and the error names the setting', () => {
  expect(() => createHost('sealed', { vaultSecrets: [] })).toThrow(/vaultSecrets.*'device'/);
});

test.each(['device', 'memory'] as const)('the vault %s needs no secret', async (vault) => {
  const response = await createHost(vault, { vaultSecrets: [] }).request(`${ORIGIN}/sw.js`);
  expect(vaultOf(await response.text())).toEqual({ mode: vault });
});
