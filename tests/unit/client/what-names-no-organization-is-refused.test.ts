import { afterEach, expect, test, vi } from 'vitest';
import type { Keyring } from '../../../src/client/keyring.ts';
import { createKeyring } from '../../../src/client/keyring.ts';
import { orgFetch } from '../../../src/client/org-fetch.ts';
import { keyringPaths, setKeyringPaths } from '../../../src/client/paths.ts';
import { WITHOUT_ORGANIZATION } from '../../../src/protocol/without-organization.ts';
import { KeyringPage } from '../support/keyring-page.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  setKeyringPaths({});
});

/** A value of the wrong type, as JavaScript passes it. */
const loose = (value: unknown): never => value as never;

test('a call for an undefined organization does not use the session without an organization', async () => {
  const names: (string | null)[] = [];
  vi.stubGlobal('document', {});
  vi.stubGlobal('location', new URL('https://app.test/acme/'));
  vi.stubGlobal('navigator', { serviceWorker: { controller: {} } });
  vi.stubGlobal('fetch', async (_input: unknown, { headers }: { readonly headers: Headers }) => {
    names.push(headers.get('X-Org-Slug'));
    return new Response();
  });
  await orgFetch(loose(undefined), '/api/notes');
  await orgFetch(null, '/api/notes');
  expect(names).toEqual(['undefined', WITHOUT_ORGANIZATION]);
});

test('a sign-out of slugs does not sign out of the session without an organization', async () => {
  const { asked } = new KeyringPage();
  const keyring = createKeyring();
  await expect(keyring.signOut(loose(['acme']))).rejects.toThrow('organizationId');
  await keyring.signOut([null]);
  const signOuts = asked.filter(({ type }) => type === 'sign-out');
  expect(signOuts.map(({ ask }) => ask)).toEqual([{ organizationIds: [WITHOUT_ORGANIZATION] }]);
  keyring.dispose();
});

test.each([undefined, null, 5, {}])('%j names no organization, and the error says so', async (slug) => {
  new KeyringPage();
  const keyring: Keyring = createKeyring();
  for (const call of [keyring.openOrganization, keyring.refreshSession, keyring.signInSilently])
    await expect(call(loose(slug))).rejects.toMatchObject({ code: 'organization_unknown' });
  keyring.dispose();
});

test('a path of the page that is null has its default, as on the server', () => {
  setKeyringPaths({ scope: loose(null), workerScript: loose(null) });
  expect(keyringPaths()).toMatchObject({ scope: '/', workerScript: '/sw.js' });
});
