import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createApi, createMemoryStorage } from '../../../dev/api/index.ts';
import { UnavailableError } from '../../../dev/api/unavailable-error.ts';
import { createAuthKit } from '../../../dev/authkit/index.ts';
import type { OrganizationDirectory } from '../../../dev/organization-directory.ts';
import { parseOrganizationId } from '../../../src/protocol/organization-id.ts';
import { CLIENT_ID, claims, ISSUER, type RunningApi, startApi, type TokenChanges } from './support.ts';

let running: RunningApi & { readonly directory: OrganizationDirectory };
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
  const { directory } = authKit;
  running = { ...(await startApi({ directory })), directory };
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

test('a name cannot look like another one by characters that change the direction of text', async () => {
  for (const name of ['\u202EemcA', '\u2067emcA\u2069'])
    expect(await (await create(name)).json()).toMatchObject({ name: 'emcA' });
  expect(await (await create('שלום בע״מ')).json()).toMatchObject({ name: 'שלום בע״מ' });
});

test.each([undefined, '', '   ', '\u200B\u2060', '\u202E', 7, 'x'.repeat(101)])(
  'the name %j is refused',
  async (name) => {
    const response = await create(name);
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ code: 'organization_invalid' });
  },
);

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

test('a token without an organization opens only what belongs to the user', async () => {
  const none = { org_id: undefined, role: undefined };
  for (const path of ['/api/notes', '/api/notes/stream', '/api/echo', '/api/cached', '/api/tickets'])
    expect((await running.call(path, {}, none)).status, path).toBe(401);
  const me = await running.call('/api/me', {}, none);
  expect(await me.json()).toMatchObject({ user: { id: 'user_ada' }, organization: null, role: null });
  const organizations = await (await running.call('/api/me/organizations', {}, none)).json();
  expect(organizations).toContainEqual({ id: 'org_acme', slug: 'acme', name: 'Acme' });
});

test('a request that a browser sends twice creates one organization', async () => {
  const send = (name: string, sub = 'user_ada') =>
    running.call(
      '/api/organizations',
      { method: 'POST', headers: { 'Idempotency-Key': 'key-1' }, body: JSON.stringify({ name }) },
      { sub },
    );
  const [first, second] = await Promise.all([send('Twice'), send('Twice')]);
  expect([first.status, second.status]).toEqual([201, 201]);
  expect(await second.json()).toEqual(await first.json());
  // Either may reach the database first.
  const replayed = [first, second].map(({ headers }) => headers.get('Idempotency-Replayed'));
  expect(replayed.filter((header) => header === 'true')).toHaveLength(1);
  expect((await send('Other')).status).toBe(422);
  // The key of one user is no key of another.
  expect((await send('Twice', 'user_grace')).status).toBe(201);
  expect((await running.storage.organizations.list()).map(({ slug }) => slug)).toEqual(['twice', 'twice-2']);
});

test('a database that fails after the creation causes no second one', async () => {
  const { storage } = running;
  const add = () => Promise.reject(new UnavailableError('The database is not reachable.'));
  const api = createApi({
    jwksUri: running.uri,
    issuer: ISSUER,
    clientId: CLIENT_ID,
    directory: running.directory,
    storage: { ...storage, organizations: { ...storage.organizations, add } },
  });
  const send = async () =>
    api.request('/api/organizations', {
      method: 'POST',
      headers: { Authorization: `Bearer ${await running.sign()}`, 'Idempotency-Key': 'key-1' },
      body: JSON.stringify({ name: 'Once' }),
    });
  const [first, repeated] = [await send(), await send()];
  expect([first.status, repeated.status]).toEqual([201, 201]);
  expect(await repeated.json()).toEqual(await first.json());
  expect((await running.call('/api/orgs/once-2')).status).toBe(404);
});

test('an organization has an id as at WorkOS, so it can be named by it', async () => {
  const { id } = await (await create('New')).json();
  expect(parseOrganizationId(id)).toBe(id);
});

describe('a user who leaves an organization', () => {
  const leave = (token: TokenChanges) => running.call('/api/me/membership', { method: 'DELETE' }, token);

  test('is no longer a member of it, and stays one of the others', async () => {
    expect((await leave({ org_id: 'org_globex' })).status).toBe(204);
    const own = await (await running.call('/api/me/organizations')).json();
    const slugs = own.map(({ slug }: { slug: string }) => slug);
    expect(slugs).toContain('acme');
    expect(slugs).not.toContain('globex');
    expect((await running.call('/api/orgs/globex')).status).toBe(200);
  });

  test('needs a token of it', async () => {
    expect((await leave({ org_id: undefined })).status).toBe(409);
    expect((await running.api.request('/api/me/membership', { method: 'DELETE' })).status).toBe(401);
    expect((await running.call('/api/me/membership')).status).toBe(405);
  });
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
