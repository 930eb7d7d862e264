import { afterEach, expect, test, vi } from 'vitest';

afterEach(() => vi.unstubAllGlobals());

test('a page of an address without HTTPS reads why it cannot connect', async () => {
  vi.resetModules();
  vi.stubGlobal('crypto', { getRandomValues: () => new Uint8Array(1) });
  vi.stubGlobal('location', new URL('http://app.test/acme/'));
  vi.stubGlobal('localStorage', {});
  vi.stubGlobal('navigator', {});
  const { connectKeyring } = await import('../../../src/client/index.ts');
  await expect(connectKeyring()).rejects.toMatchObject({
    code: 'unsupported',
    message: 'The browser has no service workers for this address or window.',
  });
});

test('the import of the client generates no random value, which Cloudflare Workers refuse there', async () => {
  vi.resetModules();
  const refuse = (): never => {
    throw new Error('Disallowed operation called within global scope.');
  };
  vi.stubGlobal('crypto', { getRandomValues: refuse, randomUUID: refuse });
  for (const entry of ['client', 'react', 'authkit'])
    await expect(import(`../../../src/${entry}/index.ts`)).resolves.toBeDefined();
});
