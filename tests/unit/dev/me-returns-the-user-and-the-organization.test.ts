import { afterAll, beforeAll, expect, test } from 'vitest';
import { ACME, directory, GLOBEX, type RunningApi, startApi } from './support.ts';

let running: RunningApi;
beforeAll(async () => {
  running = await startApi();
});
afterAll(() => running.stop());

test('the response comes from the verified token and the directory', async () => {
  const exp = Math.floor(Date.now() / 1000) + 60;
  const response = await running.call('/api/me', {}, { exp });
  expect(response.headers.get('Cache-Control')).toBe('no-store');
  expect(await response.json()).toEqual({
    user: { id: 'user_ada', email: 'ada@example.com', name: 'Ada Lovelace' },
    organization: { id: 'org_acme', slug: 'acme', name: 'Acme' },
    role: 'admin',
    sid: 'session_1',
    jti: 'token_1',
    exp,
  });
});

test('only an admin exports the notes of the organization', async () => {
  const exported = await running.call(
    '/api/notes/export',
    {},
    { org_id: GLOBEX.id, role: undefined, roles: ['billing', 'admin'] },
  );
  expect(await exported.json()).toMatchObject({ organizationId: GLOBEX.id, notes: expect.any(Array) });
  for (const claims of [{ role: 'member' }, { role: undefined }, { role: 'admin', roles: ['member'] }]) {
    const refused = await running.call('/api/notes/export', {}, claims);
    expect([refused.status, await refused.json()]).toMatchObject([403, { code: 'role_required' }]);
  }
});

test('what a token or a directory does not know is null', async () => {
  const response = await running.call('/api/me', {}, { sub: 'user_else', role: undefined, jti: undefined });
  expect(await response.json()).toMatchObject({
    user: { id: 'user_else', email: null, name: null },
    role: null,
    jti: null,
  });
});

test('each token gets its own organization, at the same time too', async () => {
  const ids = Array.from({ length: 40 }, (_, index) => (index % 2 ? ACME.id : GLOBEX.id));
  const answers = await Promise.all(
    ids.map(async (org_id) => (await running.call('/api/me', {}, { org_id })).json()),
  );
  expect(answers.map(({ organization }) => organization.id)).toEqual(ids);
});

test('an organization that the directory lacks is 403, because a sign-in would not help', async () => {
  for (const path of ['/api/me', '/api/cached']) {
    const response = await running.call(path, {}, { org_id: 'org_gone' });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: 'organization_unknown' });
  }
});

test('memberships are a plain list of id, slug and name', async () => {
  const response = await running.call('/api/me/organizations');
  expect(response.headers.get('Cache-Control')).toBe('no-store');
  expect(await response.json()).toEqual([ACME, GLOBEX]);
});

test('members beyond id, slug and name stay inside', async () => {
  const rich = { ...ACME, members: ['user_grace'] };
  const other = await startApi({
    directory: { ...directory, organizationsOf: async () => [rich], organizationById: async () => rich },
  });
  expect(await (await other.call('/api/me/organizations')).json()).toEqual([ACME]);
  expect((await (await other.call('/api/me')).json()).organization).toEqual(ACME);
  await other.stop();
});

test('a directory that cannot list memberships still knows the one of the token', async () => {
  const other = await startApi({ directory: { ...directory, organizationsOf: async () => undefined } });
  expect(await (await other.call('/api/me/organizations', {}, { org_id: GLOBEX.id })).json()).toEqual([
    GLOBEX,
  ]);
  expect(await (await other.call('/api/me/organizations', {}, { org_id: 'org_gone' })).json()).toEqual([]);
  await other.stop();
});
