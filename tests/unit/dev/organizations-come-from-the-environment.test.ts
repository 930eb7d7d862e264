import { expect, test } from 'vitest';
import { createWorkosDirectory } from '../../../dev/workos-directory.ts';

const neverFetch: typeof fetch = () => Promise.reject(new Error('No call was expected.'));
const configured = (organizations: string) => createWorkosDirectory({ organizations, fetch: neverFetch });

test('each entry is an organization, named after its slug', async () => {
  const directory = configured(' acme:org_01ABC , blue-whale:org_02DEF,');
  const whale = { id: 'org_02DEF', slug: 'blue-whale', name: 'Blue Whale' };
  expect(await directory.organizationBySlug('acme')).toEqual({ id: 'org_01ABC', slug: 'acme', name: 'Acme' });
  expect(await directory.organizationBySlug('blue-whale')).toEqual(whale);
  expect(await directory.organizationById('org_02DEF')).toEqual(whale);
  for (const slug of ['ACME', 'org_01ABC', '', '__proto__']) {
    expect(await directory.organizationBySlug(slug)).toBeUndefined();
  }
  expect(await directory.organizationById('acme')).toBeUndefined();
});

test('the directory reports that it knows no memberships and no users', async () => {
  const directory = configured('acme:org_01ABC');
  expect(await directory.organizationsOf('user_1')).toBeUndefined();
  expect(await directory.user('user_1')).toEqual({ id: 'user_1', email: null, name: null });
});

test.each([
  'acme',
  'acme:',
  ':org_1',
  'ACME:org_1',
  'api:org_1',
  'acme:123',
  'acme:org_1:x',
  'acme:org_1/../2',
])('%j is refused by name', (entry) => {
  expect(() => configured(`fine:org_0,${entry}`)).toThrow(`"${entry}"`);
});

test.each(['a:org_1,a:org_2', 'a:org_1,b:org_1'])('%j repeats itself', (text) => {
  expect(() => configured(text)).toThrow('repeats');
});

test('without organizations and without a key, it says what to set', () => {
  expect(() => createWorkosDirectory({})).toThrow(/ORGANIZATIONS=.*WORKOS_API_KEY/);
});
