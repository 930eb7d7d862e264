import { afterEach, beforeEach, expect, expectTypeOf, test, vi } from 'vitest';
import { createOrgFetch, orgFetch } from '../../../src/client/org-fetch.ts';
import { WITHOUT_ORGANIZATION } from '../../../src/protocol/without-organization.ts';

const API = 'https://api.example/notes';
const OWNER = { organizationId: 'org_acme', userId: 'user_ada' };

/** What reached the browser's own `fetch`. */
let sent: Request[];

beforeEach(() => {
  sent = [];
  vi.stubGlobal('document', {});
  vi.stubGlobal('location', new URL('https://app.test/acme/'));
  vi.stubGlobal('navigator', { serviceWorker: { controller: {} } });
  vi.stubGlobal('fetch', async (input: RequestInfo | URL, init?: RequestInit) => {
    sent.push(new Request(input, init));
    return new Response();
  });
});
afterEach(() => vi.unstubAllGlobals());

const last = (): Request => {
  const request = sent.at(-1);
  if (request === undefined) throw new Error('Nothing was sent.');
  return request;
};

test('field report: orgFetch takes a string, a URL and a Request', async () => {
  for (const input of [API, new URL(API), new Request(API)]) {
    await orgFetch('acme', input);
    expect([last().url, last().method, last().headers.get('X-Org-Slug')]).toEqual([API, 'GET', 'acme']);
    expect(last().headers.has('Idempotency-Key')).toBe(false);
  }
});

test('R10: a call is unlike the request of a preload of its own origin, which has the mode cors', async () => {
  const own = 'https://app.test/api/notes';
  for (const input of [own, new URL(own), new Request(own)]) {
    await orgFetch('acme', input);
    expect([last().url, last().mode, last().credentials]).toEqual([own, 'same-origin', 'same-origin']);
  }
  await orgFetch('acme', own, { credentials: 'include', mode: 'cors' });
  expect([last().mode, last().credentials]).toEqual(['same-origin', 'include']);
});

test('R10: a call is unlike the request of a preload of another origin, which has the credentials same-origin', async () => {
  for (const input of [API, new URL(API), new Request(API)]) {
    await orgFetch('acme', input);
    expect([last().mode, last().credentials]).toEqual(['cors', 'omit']);
    await orgFetch('acme', input, { credentials: 'include' });
    expect([last().mode, last().credentials]).toEqual(['cors', 'include']);
  }
});

test('null names the session without an organization, whatever the request names', async () => {
  for (const input of [API, new Request(API, { headers: { 'X-Org-Slug': 'globex' } })]) {
    await orgFetch(null, input, { method: 'POST' });
    expect(last().headers.get('X-Org-Slug')).toBe(WITHOUT_ORGANIZATION);
    expect(last().headers.has('Idempotency-Key')).toBe(true);
  }
  await createOrgFetch(null)(API);
  expect(last().headers.get('X-Org-Slug')).toBe(WITHOUT_ORGANIZATION);
});

test('field report: orgFetch sends a Request as it is, with all that it says', async () => {
  const controller = new AbortController();
  const request = new Request(API, {
    method: 'post',
    headers: { 'Content-Type': 'text/plain', 'X-Org-Slug': 'globex', 'Idempotency-Key': 'mine' },
    body: 'Hello',
    credentials: 'omit',
    cache: 'no-store',
    redirect: 'error',
    keepalive: true,
    mode: 'same-origin',
    signal: controller.signal,
  });
  await orgFetch('acme', request);
  // The referrer policy is tested in a browser: Node 24 loses it in every copy of a request.
  const { method, credentials, cache, redirect, keepalive, mode, signal } = last();
  expect({ method, credentials, cache, redirect, keepalive, mode }).toEqual({
    method: 'POST',
    credentials: 'omit',
    cache: 'no-store',
    redirect: 'error',
    keepalive: true,
    mode: 'same-origin',
  });
  expect(Object.fromEntries(last().headers)).toMatchObject({
    'content-type': 'text/plain',
    'x-org-slug': 'acme',
    'idempotency-key': 'mine',
  });
  expect(await last().text()).toBe('Hello');
  expect(request.bodyUsed).toBe(true);
  controller.abort();
  expect(signal.aborted).toBe(true);
});

test('field report: orgFetch gives a Request that is not idempotent a key, once', async () => {
  const request = new Request(API, { method: 'PATCH' });
  await orgFetch('acme', request);
  expect(last().headers.get('Idempotency-Key')).toMatch(/^[0-9a-f-]{36}$/);
  expect(request.headers.has('Idempotency-Key')).toBe(false);
});

test('field report: orgFetch lets init replace what a Request says, as fetch does', async () => {
  const request = new Request(API, { method: 'POST', headers: { 'X-A': 'a' }, body: 'Hello' });
  await orgFetch('acme', request, { method: 'PUT', headers: { 'X-B': 'b' }, body: 'Other' });
  const { method, headers } = last();
  expect([method, headers.get('X-A'), headers.get('X-B'), headers.get('X-Org-Slug')]).toEqual([
    'PUT',
    null,
    'b',
    'acme',
  ]);
  expect([await last().text(), headers.has('Idempotency-Key')]).toEqual(['Other', false]);
});

test('field report: orgFetch streams a body', async () => {
  const body = new Blob(['Hello']).stream();
  await orgFetch('acme', API, { method: 'POST', body, duplex: 'half' } as RequestInit);
  expect(await last().text()).toBe('Hello');
});

test.each([
  ['a text', () => 'x'.repeat(300_000)],
  ['a blob', () => new Blob(['x'.repeat(300_000)])],
  ['bytes', () => new Uint8Array(300_000)],
  ['a form with a file', () => formOf(new Blob(['x'.repeat(300_000)]))],
  ['a form with many texts', () => formOf(...Array.from({ length: 3 }, () => 'x'.repeat(100_000)))],
])(
  'orgFetch tells the worker that %s is too large for a copy, and not that a small body is',
  async (_, makeBody) => {
    for (const input of [API, new Request(API)]) {
      await orgFetch('acme', input, { method: 'POST', body: makeBody() });
      expect(last().headers.get('X-Keyring-Large-Body')).toBe('1');
    }
    for (const body of ['a text', new Blob(['a blob']), formOf('a text', new Blob(['a file']))]) {
      await orgFetch('acme', API, { method: 'POST', body });
      expect(last().headers.has('X-Keyring-Large-Body')).toBe(false);
    }
  },
);

function formOf(...values: readonly (string | Blob)[]): FormData {
  const form = new FormData();
  for (const value of values)
    if (typeof value === 'string') form.append('field', value);
    else form.append('file', value);
  return form;
}

test('field report: orgFetch names the owner only by its own option', async () => {
  const headers = { 'X-Keyring-Owner': 'org_globex/user_eve' };
  await orgFetch('acme', new Request(API, { headers }), undefined, { owner: OWNER });
  expect(last().headers.get('X-Keyring-Owner')).toBe('org_acme/user_ada');
  await orgFetch('acme', API, { headers });
  expect(last().headers.has('X-Keyring-Owner')).toBe(false);
  await createOrgFetch('acme', { owner: OWNER })(API);
  expect(last().headers.get('X-Keyring-Owner')).toBe('org_acme/user_ada');
});

test('field report: orgFetch refuses the mode no-cors, in which the organization would be lost', async () => {
  const mode = 'no-cors';
  await expect(orgFetch('acme', API, { mode })).rejects.toThrow(TypeError);
  await expect(orgFetch('acme', new Request(API, { mode }))).rejects.toThrow(TypeError);
  await expect(orgFetch('acme', new Request(API), { mode })).rejects.toThrow(TypeError);
  expect(sent).toEqual([]);
});

test('field report: createOrgFetch is usable wherever fetch is', async () => {
  const client = { fetch: createOrgFetch('acme') };
  expectTypeOf(client.fetch).toEqualTypeOf<typeof fetch>();
  expectTypeOf(orgFetch).parameter(1).toEqualTypeOf<RequestInfo | URL>();
  expectTypeOf(orgFetch).parameter(2).toEqualTypeOf<RequestInit | undefined>();
  expectTypeOf(orgFetch).returns.toEqualTypeOf<Promise<Response>>();
  await client.fetch(new URL(API), { method: 'POST' });
  expect([last().method, last().headers.get('X-Org-Slug')]).toEqual(['POST', 'acme']);
});

test('a page that can have no worker, without TLS or in jsdom, sends nothing and gets a KeyringError', async () => {
  vi.stubGlobal('navigator', {});
  await expect(orgFetch('acme', API)).rejects.toMatchObject({ code: 'controller_missing' });
  expect(sent).toEqual([]);
});
