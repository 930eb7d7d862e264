import { expect, test } from 'vitest';
import { APP, CLIENT_ID, localAuthKit } from './local-authkit.ts';

const kit = localAuthKit();
const endpoints = ['/user_management/authenticate', `/sso/jwks/${CLIENT_ID}`];

const corsHeaders = ({ headers }: Response) =>
  [...headers.keys()].filter((name) => name.startsWith('access-control-'));

function ask(path: string, origin: string, method = path.startsWith('/sso') ? 'GET' : 'POST') {
  return fetch(kit.origin + path, {
    method,
    headers: { Origin: origin, 'Access-Control-Request-Method': 'POST' },
  });
}

test.each(endpoints)('%s: the registered origin is named, never a star', async (path) => {
  for (const method of [undefined, 'OPTIONS']) {
    const { headers } = await ask(path, APP, method);
    expect(headers.get('Access-Control-Allow-Origin')).toBe(APP);
    expect(headers.get('Vary')).toMatch(/\bOrigin\b/);
  }
});

test('a preflight allows what a client of the token endpoint sends', async () => {
  const { status, headers } = await ask('/user_management/authenticate', APP, 'OPTIONS');
  expect(status).toBe(204);
  expect(headers.get('Access-Control-Allow-Methods')).toContain('POST');
  expect(headers.get('Access-Control-Allow-Headers')).toMatch(/content-type/i);
});

test.each([
  'http://localhost:4998',
  'https://localhost:4999',
  `${APP}.evil.example`,
  `${APP}/`,
  'http://LOCALHOST:4999',
  'null',
  '*',
])('%s gets no CORS header, and caches are told why', async (origin) => {
  for (const path of endpoints) {
    for (const method of [undefined, 'OPTIONS']) {
      const response = await ask(path, origin, method);
      expect(corsHeaders(response)).toEqual([]);
      expect(response.headers.get('Vary')).toMatch(/\bOrigin\b/);
    }
  }
});

test('errors and faults have the headers too, or a page could not read them', async () => {
  await kit.control('faults', { on: 'jwks', times: 1, status: 429, headers: { 'Retry-After': '7' } });
  const limited = await ask(endpoints[1] ?? '', APP);
  expect(limited.headers.get('Access-Control-Allow-Origin')).toBe(APP);
  expect(limited.headers.get('Access-Control-Expose-Headers')).toBe('Retry-After');
  const refused = await ask(endpoints[0] ?? '', APP);
  expect([refused.status, refused.headers.get('Access-Control-Allow-Origin')]).toEqual([400, APP]);
});

test('the control endpoints have none, and refuse pages of other sites', async () => {
  const own = await ask('/_emulator/reset', APP);
  expect([own.status, corsHeaders(own)]).toEqual([200, []]);
  const foreign = await ask('/_emulator/reset', 'https://evil.example');
  expect([foreign.status, corsHeaders(foreign)]).toEqual([403, []]);
});
