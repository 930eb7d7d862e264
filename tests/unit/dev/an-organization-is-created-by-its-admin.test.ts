import { afterEach, beforeEach, expect, test } from 'vitest';
import { createApi, createMemoryStorage } from '../../../dev/api/index.ts';
import { createAuthKit } from '../../../dev/authkit/index.ts';
import { CLIENT_ID, claims, ISSUER, type RunningApi, startApi, type TokenChanges } from './support.ts';

let running: RunningApi;
beforeEach(async () => {
  const authKit = await createAuthKit({
    clientId: CLIENT_ID,
    origin: 'http://127.0.0.1:4174',
    redirectUris: [],
    signOutUris: [],
    corsOrigins: [],
    accessTokenTtl: 300,
    refreshGrace: 30,
  });
  running = await startApi({ directory: authKit.directory });
});
afterEach(() => running.stop());

const create = (name: unknown, token: TokenChanges = {}) =>
  running.call(
    '/api/organizations',
    { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ name }) },
    token,
  );

test.each([
  ['an organization', {}],
  ['no organization', { org_id: undefined }],
])(
  'a token of %s creates one, in which its user is a member and which has no notes',
  async (_which, token) => {
    const response = await create('  Zoë & Söhne ', token);
    expect(response.status).toBe(201);
    const created = await response.json();
    expect(created).toEqual({ id: expect.stringMatching(/^org_/), slug: 'zoe-sohne', name: 'Zoë & Söhne' });
    expect(await (await running.call('/api/orgs/zoe-sohne')).json()).toEqual(created);
    const own = await running.call('/api/me/organizations', {}, { org_id: created.id });
    expect(await own.json()).toContainEqual(created);
    expect(await (await running.call('/api/notes', {}, { org_id: created.id })).json()).toEqual([]);
    expect(await running.storage.organizations.list()).toEqual([{ ...created, createdBy: 'user_ada' }]);
  },
);

test('equal names get different slugs, and a reserved word is no slug', async () => {
  const slugs = [];
  for (const name of ['Acme', 'acme!', 'API', '株式会社'])
    slugs.push((await (await create(name)).json()).slug);
  expect(slugs).toEqual(['acme-2', 'acme-3', 'api-2', 'organization']);
});

test.each([undefined, '', '   ', 7, 'x'.repeat(101)])('the name %j is refused', async (name) => {
  const response = await create(name);
  expect(response.status).toBe(422);
  expect(await response.json()).toMatchObject({ code: 'organization_invalid' });
});

test('without a valid token there is no organization', async () => {
  for (const Authorization of [
    '',
    'Bearer x',
    `Bearer ${await running.sign({ client_id: 'client_other' })}`,
  ]) {
    const response = await running.api.request('/api/organizations', {
      method: 'POST',
      headers: { Authorization },
      body: JSON.stringify({ name: 'New' }),
    });
    expect(response.status).toBe(401);
  }
  expect(await running.storage.organizations.list()).toEqual([]);
});

test('a token without an organization opens no other route', async () => {
  for (const path of ['/api/notes', '/api/me', '/api/me/organizations', '/api/echo'])
    expect((await running.call(path, {}, { org_id: undefined })).status, path).toBe(401);
});

test('a back end that cannot create organizations says so', async () => {
  const api = createApi({
    jwksUri: running.uri,
    issuer: ISSUER,
    clientId: CLIENT_ID,
    directory: {
      organizationBySlug: async () => undefined,
      organizationById: async () => undefined,
      organizationsOf: async () => undefined,
      user: async (id) => ({ id, email: null, name: null }),
    },
    storage: createMemoryStorage(),
  });
  const response = await api.request('/api/organizations', {
    method: 'POST',
    headers: { Authorization: `Bearer ${await running.sign(claims())}` },
    body: JSON.stringify({ name: 'New' }),
  });
  expect(response.status).toBe(501);
});
