import { expect, test } from 'vitest';
import { localAuthKit } from './local-authkit.ts';

const kit = localAuthKit();
const acme = { id: 'org_acme', slug: 'acme', name: 'Acme' };
const slugsOf = async (user: string) =>
  (await kit.instance.directory.organizationsOf(user))?.map(({ slug }) => slug);

test('by slug and by id, compared exactly', async () => {
  const { directory } = kit.instance;
  expect(await directory.organizationBySlug('acme')).toEqual(acme);
  expect(await directory.organizationById('org_acme')).toEqual(acme);
  expect(await directory.organizationBySlug('ACME')).toBeUndefined();
  expect(await directory.organizationById('acme')).toBeUndefined();
});

test('the seeds of the contract', async () => {
  const more = ['05', '06', '07', '08', '09', '10', '11', '12'].map((number) => `org-${number}`);
  expect(await slugsOf('user_ada')).toEqual(['acme', 'globex', 'initech', ...more]);
  expect(await slugsOf('user_grace')).toEqual(['acme', 'umbrella']);
  expect(await kit.instance.directory.organizationById('org_05')).toEqual({
    id: 'org_05',
    slug: 'org-05',
    name: 'Org 05',
  });
});

test('an inactive membership is not listed', async () => {
  await kit.control('memberships', { user: 'user_grace', organization: 'org_acme', status: 'inactive' });
  expect(await slugsOf('user_grace')).toEqual(['umbrella']);
});

test('users, known and unknown', async () => {
  const { directory } = kit.instance;
  expect(await directory.user('user_ada')).toEqual({
    id: 'user_ada',
    email: 'ada@example.com',
    name: 'Ada Lovelace',
  });
  expect(await directory.user('user_x')).toEqual({ id: 'user_x', email: null, name: null });
});
