import { expect, test, vi } from 'vitest';
import { createMemoryBus } from '../../../dev/api/message-bus.ts';
import { UnavailableError } from '../../../dev/api/unavailable-error.ts';
import { SlugTakenError } from '../../../dev/organization-directory.ts';
import { shareDirectoryChanges } from '../../../dev/share-directory-changes.ts';
import { createWorkosDirectory } from '../../../dev/workos-directory.ts';
import { startApi } from './support.ts';

const API_KEY = 'sk_test_canary';
const created_at = '2026-01-01T00:00:00.000Z';
const ORGANIZATIONS = [
  { object: 'organization', id: 'org_1', name: 'Acme Inc.', external_id: 'acme', created_at },
  { object: 'organization', id: 'org_2', name: 'Globex', external_id: null, created_at },
  { object: 'organization', id: 'org_3', name: 'Initech', external_id: null, created_at },
];
const membership = (organization_id: string, status = 'active') => ({
  id: `om_${organization_id}`,
  organization_id,
  status,
});
const page = (data: unknown[], after: string | null = null) => ({
  object: 'list',
  data,
  list_metadata: { before: null, after },
});

/** A WorkOS that responds from a table of paths; a function may read the URL. */
type Table = Record<string, (url: URL) => unknown>;
function workos(table: Table = {}) {
  const answers: Table = {
    '/organizations': () => page(ORGANIZATIONS),
    '/user_management/organization_memberships': () =>
      page([
        membership('org_2'),
        membership('org_1'),
        membership('org_3', 'inactive'),
        membership('org_elsewhere'),
      ]),
    '/user_management/users/user_1': () => ({
      id: 'user_1',
      email: 'ada@example.com',
      first_name: 'Ada',
      last_name: 'Lovelace',
    }),
    ...table,
  };
  const calls: { url: URL; init: RequestInit | undefined }[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const url = new URL(String(input));
    calls.push({ url, init });
    const answer = answers[url.pathname]?.(url);
    if (answer instanceof Response) return answer;
    return answer === undefined ? new Response('{}', { status: 404 }) : Response.json(answer);
  };
  let now = 0;
  const directory = createWorkosDirectory({ apiKey: API_KEY, fetch, now: () => now });
  return { directory, calls, fetch, pass: (milliseconds: number) => (now += milliseconds) };
}

test('organizations are found by slug and by id', async () => {
  const { directory } = workos();
  const acme = { id: 'org_1', slug: 'acme', name: 'Acme Inc.' };
  expect(await directory.organizationBySlug('acme')).toEqual(acme);
  expect(await directory.organizationById('org_1')).toEqual(acme);
  expect(await directory.organizationBySlug('globex')).toMatchObject({ id: 'org_2' });
  expect(await directory.organizationBySlug('acme-inc')).toBeUndefined();
});

test('ORGANIZATIONS still decides the slugs that it names', async () => {
  const { fetch } = workos();
  const directory = createWorkosDirectory({ apiKey: API_KEY, organizations: 'globex-eu:org_2', fetch });
  expect(await directory.organizationBySlug('globex-eu')).toEqual({
    id: 'org_2',
    slug: 'globex-eu',
    name: 'Globex',
  });
  expect(await directory.organizationBySlug('globex')).toBeUndefined();
  expect(await directory.organizationBySlug('acme')).toMatchObject({ id: 'org_1' });
});

test('the key goes to the WorkOS API in a header, and follows no redirect', async () => {
  const { directory, calls } = workos();
  await Promise.all([directory.organizationsOf('user_1'), directory.user('user_1')]);
  expect(calls).toHaveLength(3);
  for (const { url, init } of calls) {
    expect(url.origin).toBe('https://api.workos.com');
    expect(url.href).not.toContain(API_KEY);
    expect(new Headers(init?.headers).get('Authorization')).toBe(`Bearer ${API_KEY}`);
    expect(init?.redirect).toBe('error');
  }
});

test('every page of the list is read', async () => {
  const { directory, calls } = workos({
    '/organizations': (url) =>
      url.searchParams.get('after') === 'org_1'
        ? page(ORGANIZATIONS.slice(1))
        : page(ORGANIZATIONS.slice(0, 1), 'org_1'),
  });
  expect(await directory.organizationBySlug('initech')).toMatchObject({ id: 'org_3' });
  expect(calls.map(({ url }) => url.search)).toEqual([
    '?limit=100&order=asc',
    '?limit=100&order=asc&after=org_1',
  ]);
});

test('reading an endless list stops, with advice', async () => {
  const { directory, calls } = workos({ '/organizations': () => page(ORGANIZATIONS, 'org_1') });
  await expect(directory.organizationBySlug('acme')).rejects.toThrow(
    'name yours in ORGANIZATIONS, and unset WORKOS_API_KEY',
  );
  expect(calls).toHaveLength(20);
});

test('memberships are the active ones, in organizations that are known', async () => {
  const { directory, calls } = workos();
  expect((await directory.organizationsOf('user_1'))?.map(({ slug }) => slug)).toEqual(['acme', 'globex']);
  const asked = calls.find(({ url }) => url.pathname.endsWith('organization_memberships'))?.url.searchParams;
  expect(asked?.get('user_id')).toBe('user_1');
  expect(asked?.get('statuses')).toBe('active');
});

test('a user has a name of the parts that are known', async () => {
  const user = (parts: object) => ({
    '/user_management/users/user_1': () => ({ id: 'user_1', email: 'a@b.test', ...parts }),
  });
  const name = async (parts: object) => (await workos(user(parts)).directory.user('user_1')).name;
  expect(await name({ first_name: 'Ada', last_name: 'Lovelace' })).toBe('Ada Lovelace');
  expect(await name({ first_name: '', last_name: 'Lovelace' })).toBe('Lovelace');
  expect(await name({ first_name: null, last_name: null })).toBeNull();
  expect(await name({ first_name: null, last_name: null, name: 'Ada King' })).toBe('Ada King');
  expect(await name({})).toBeNull();
});

test('a user that WorkOS does not have is an id; an odd id stays one path segment', async () => {
  const { directory, calls } = workos();
  expect(await directory.user('../organizations?x')).toEqual({
    id: '../organizations?x',
    email: null,
    name: null,
  });
  expect(calls[0]?.url.pathname).toBe('/user_management/users/..%2Forganizations%3Fx');
});

test('a flood of unknown slugs is one call in half a minute', async () => {
  const { directory, calls, pass } = workos();
  const flood = () =>
    Promise.all(Array.from({ length: 100 }, (_, index) => directory.organizationBySlug(`x${index}`)));
  await flood();
  await flood();
  expect(calls).toHaveLength(1);
  pass(29_999);
  await flood();
  expect(calls).toHaveLength(1);
  pass(1);
  await flood();
  expect(calls).toHaveLength(2);
});

test('users and memberships are remembered for seconds, each by its user', async () => {
  const { directory, calls, pass } = workos();
  const asked = (part: string) => calls.filter(({ url }) => url.pathname.includes(part)).length;
  for (const id of ['user_1', 'user_1', 'user_2']) {
    await directory.user(id);
    await directory.organizationsOf(id);
  }
  expect([asked('users/'), asked('memberships')]).toEqual([2, 2]);
  pass(5_000);
  await directory.organizationsOf('user_1');
  await directory.user('user_1');
  expect([asked('users/'), asked('memberships')]).toEqual([2, 3]);
});

test.each([408, 429, 500, 503])('%i is temporary, and WorkOS is asked again after 2 s', async (status) => {
  const answers = [new Response('{}', { status }), page(ORGANIZATIONS)];
  const { directory, pass } = workos({ '/organizations': () => answers.shift() });
  await expect(directory.organizationBySlug('acme')).rejects.toThrow(UnavailableError);
  pass(2_000);
  expect(await directory.organizationBySlug('acme')).toMatchObject({ id: 'org_1' });
});

test.each([
  [undefined, 2],
  ['30', 30],
  ['0', 2],
  ['86400', 60],
  ['Wed, 21 Oct 2026 07:28:00 GMT', 2],
])('look-ups are no flood to a WorkOS that asks for a pause of %s', async (header, seconds) => {
  const headers: HeadersInit = header === undefined ? {} : { 'Retry-After': header };
  const { directory, calls, pass } = workos({
    '/organizations': () => new Response('{}', { status: 429, headers }),
  });
  const lookUp = () =>
    expect(directory.organizationBySlug('acme')).rejects.toMatchObject({ retryAfter: seconds });
  for (let visitor = 0; visitor < 20; visitor += 1) await lookUp();
  pass(seconds * 1_000 - 1);
  await lookUp();
  expect(calls).toHaveLength(1);
  pass(1);
  await lookUp();
  expect(calls).toHaveLength(2);
});

test.each([
  ['is deleted', 204],
  ['stays, if it cannot be deleted', 503],
])('an organization that gets no member %s, and the next attempt succeeds', async (_, status) => {
  const organizations: { id: string; name: string; external_id: string; created_at: string }[] = [];
  let failures = 1;
  const respond = (path: string, { method = 'GET', body }: RequestInit = {}): Response => {
    if (method === 'DELETE') {
      if (status === 204) organizations.splice(0);
      return new Response(null, { status });
    }
    if (method === 'GET') return Response.json(page(organizations));
    if (path !== '/organizations') {
      failures -= 1;
      return failures < 0 ? Response.json({}) : new Response('{}', { status: 503 });
    }
    const { name, external_id } = JSON.parse(String(body));
    if (organizations.some((known) => known.external_id === external_id))
      return new Response('{}', { status: 422 });
    const organization = { id: `org_${organizations.length + 1}`, name, external_id, created_at };
    organizations.push(organization);
    return Response.json(organization);
  };
  const directory = createWorkosDirectory({
    apiKey: API_KEY,
    fetch: async (input, init) => respond(new URL(String(input)).pathname, init),
    now: () => 0,
  });
  const running = await startApi({ directory, reportError() {} });
  const create = async (): Promise<Response> =>
    running.call('/api/organizations', { method: 'POST', body: JSON.stringify({ name: 'New' }) });
  expect((await create()).status).toBe(503);
  const created = await create();
  expect(created.status).toBe(201);
  expect(await created.json()).toMatchObject({ slug: status === 204 ? 'new' : 'new-2' });
  await running.stop();
});

test('two processes that create organizations of one name create two', async () => {
  const organizations: { id: string; name: string; external_id: string; created_at: string }[] = [];
  const respond = (path: string, { method = 'GET', body }: RequestInit = {}): Response => {
    // Both read the list before either creates its organization.
    if (method === 'GET') return Response.json(page([]));
    if (path !== '/organizations') return Response.json({});
    const { name, external_id } = JSON.parse(String(body));
    // WorkOS, OpenAPI document: OrganizationsController_create.
    if (organizations.some((known) => known.external_id === external_id))
      return Response.json({ code: 'external_id_already_used', message: 'Taken.' }, { status: 400 });
    const organization = { id: `org_${organizations.length + 1}`, name, external_id, created_at };
    organizations.push(organization);
    return Response.json(organization);
  };
  const startProcess = () =>
    startApi({
      directory: createWorkosDirectory({
        apiKey: API_KEY,
        fetch: async (input, init) => respond(new URL(String(input)).pathname, init),
        now: () => 0,
      }),
      reportError() {},
    });
  const processes = await Promise.all([startProcess(), startProcess()]);
  const create = { method: 'POST', body: JSON.stringify({ name: 'Same' }) };
  const created = [];
  for (const process of processes) created.push(await process.call('/api/organizations', create));
  expect(created.map(({ status }) => status)).toEqual([201, 201]);
  expect(organizations.map(({ external_id }) => external_id)).toEqual([
    'same',
    expect.stringMatching(/^same-[0-9a-f]{6}$/),
  ]);
  for (const process of processes) await process.stop();
});

test('a new organization, and a membership that ended, are known to every process at once', async () => {
  const umbrella = {
    object: 'organization',
    id: 'org_4',
    name: 'Umbrella',
    external_id: 'umbrella',
    created_at,
  };
  const organizations = [...ORGANIZATIONS];
  const memberships = [membership('org_1')];
  // A list is read with a query, and a creation has none.
  const table: Table = {
    '/organizations': ({ search }) => {
      if (search !== '') return page(organizations);
      organizations.push(umbrella);
      return umbrella;
    },
    '/user_management/organization_memberships': ({ search }) => {
      if (search === '') memberships.push(membership('org_4'));
      return page(memberships);
    },
    '/user_management/organization_memberships/om_org_1': () => {
      memberships.shift();
      return new Response(null, { status: 204 });
    },
  };
  const messages = createMemoryBus();
  const [here, there] = [workos(table), workos(table)].map(({ directory }) =>
    shareDirectoryChanges(directory, messages),
  );
  const slugs = async () => (await there?.organizationsOf('user_1'))?.map(({ slug }) => slug);
  expect(await there?.organizationBySlug('umbrella')).toBeUndefined();
  expect(await slugs()).toEqual(['acme']);
  await here?.createOrganization?.({ name: 'Umbrella', slug: 'umbrella', adminId: 'user_1' });
  expect(await there?.organizationBySlug('umbrella')).toMatchObject({ id: 'org_4' });
  expect(await slugs()).toEqual(['acme', 'umbrella']);
  await here?.leaveOrganization?.('user_1', 'org_1');
  expect(await slugs()).toEqual(['umbrella']);
});

test('an organization of the dashboard keeps its URL while one of the same name is created', async () => {
  const organizations = [...ORGANIZATIONS];
  const { directory } = workos({
    '/organizations': () => page(organizations),
    '/user_management/organization_memberships': () => page([]),
  });
  expect(await directory.organizationBySlug('umbrella')).toBeUndefined();
  organizations.push({
    object: 'organization',
    id: 'org_4',
    name: 'Umbrella',
    external_id: null,
    created_at,
  });
  const creation = directory.createOrganization?.({ name: 'Umbrella', slug: 'umbrella', adminId: 'user_1' });
  await expect(creation).rejects.toThrow(SlugTakenError);
  expect(await directory.organizationBySlug('umbrella')).toMatchObject({ id: 'org_4' });
});

test('a network error is temporary', async () => {
  const directory = createWorkosDirectory({
    apiKey: API_KEY,
    fetch: () => Promise.reject(new TypeError('fetch failed')),
  });
  await expect(directory.user('user_1')).rejects.toThrow(UnavailableError);
});

test.each([401, 403])(
  '%i is the operator’s to repair; the message names the setting, not the key',
  async (status) => {
    const { directory } = workos({ '/organizations': () => new Response('{}', { status }) });
    const error: unknown = await directory.organizationBySlug('acme').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(UnavailableError);
    expect(String(error)).toContain('WORKOS_API_KEY');
    expect(String(error)).not.toContain(API_KEY);
  },
);

test.each<[string, unknown]>([
  ['text', new Response('<html>')],
  ['a list', []],
  ['no data', { list_metadata: { after: null } }],
  ['no cursor object', { data: [] }],
  ['a nameless organization', page([{ id: 'org_1', created_at }])],
  ['an organization that is a string', page(['org_1'])],
])('a response that is %s is rejected', async (_name, answer) => {
  const { directory } = workos({ '/organizations': () => answer });
  await expect(directory.organizationBySlug('acme')).rejects.toThrow(UnavailableError);
});

test('the global fetch is used when none is given', async () => {
  const { fetch } = workos();
  const spy = vi.spyOn(globalThis, 'fetch').mockImplementation(fetch);
  expect(await createWorkosDirectory({ apiKey: API_KEY }).organizationBySlug('acme')).toMatchObject({
    id: 'org_1',
  });
  spy.mockRestore();
});

test('a user leaves an organization by the id of the membership, and the next list is without it', async () => {
  let members = ['org_1', 'org_2'];
  const asked: string[] = [];
  const { directory, calls } = workos({
    '/user_management/organization_memberships': ({ searchParams }) => {
      asked.push(searchParams.get('organization_id') ?? 'all');
      return page(members.map((id) => membership(id)));
    },
    '/user_management/organization_memberships/om_org_2': () => {
      members = ['org_1'];
      return new Response(null, { status: 202 });
    },
  });
  const slugs = async () => (await directory.organizationsOf('user_1'))?.map(({ slug }) => slug);
  expect(await slugs()).toEqual(['acme', 'globex']);
  await directory.leaveOrganization?.('user_1', 'org_2');
  const deleted = calls.filter(({ init }) => init?.method === 'DELETE').map(({ url }) => url.pathname);
  expect(deleted).toEqual(['/user_management/organization_memberships/om_org_2']);
  expect(asked).toEqual(['all', 'org_2']);
  expect(await slugs()).toEqual(['acme']);
});
