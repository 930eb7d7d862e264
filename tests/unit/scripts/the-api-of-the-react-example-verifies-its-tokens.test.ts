import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Hono } from 'hono';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';

const FILE = new URL('../../../examples/react/server/api.js', import.meta.url).href;
const { createApi }: { createApi(settings: { workosOrigin: string; clientId: string }): Hono } = await import(
  FILE
);

const keys = generateKeyPair('RS256', { extractable: true });
let api: Hono;
let origin: string;
let status = 200;
const server = createServer(async (_request, response) => {
  const jwk = { ...(await exportJWK((await keys).publicKey)), kid: 'key_1', alg: 'RS256' };
  response.writeHead(status).end(JSON.stringify({ keys: [jwk] }));
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  api = createApi({ workosOrigin: origin, clientId: 'client_test' });
});
afterAll(() => server.close());

async function ask(changes: object = {}, to = api): Promise<Response> {
  const claims = {
    iss: `${origin}/user_management/client_test`,
    client_id: 'client_test',
    org_id: 'org_acme',
    exp: Math.floor(Date.now() / 1000) + 60,
    ...changes,
  };
  const token = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256', kid: 'key_1' })
    .sign((await keys).privateKey);
  return to.request('/api/notes', { headers: { Authorization: `Bearer ${token}` } });
}

test('its own token is accepted', async () => {
  const response = await ask();
  expect([response.status, await response.json()]).toEqual([200, [{ id: '1', text: 'A note of Acme' }]]);
});

// docs/server.md, "Your API": adopters copy this file.
test.each([
  ['another client', { client_id: 'client_other' }],
  ['no client', { client_id: undefined }],
  ['another issuer', { iss: 'https://issuer.test' }],
  ['an end in the past', { exp: 1 }],
])('%s: 401, and the worker may replace the token', async (_what, changes) => {
  const response = await ask(changes);
  expect(response.status).toBe(401);
  expect(response.headers.get('WWW-Authenticate')).toBe('Bearer error="invalid_token"');
});

test('a key set that cannot be read says nothing against the token', async () => {
  status = 503;
  expect(
    (await ask({}, createApi({ workosOrigin: origin, clientId: 'client_test' }))).status,
  ).toBeGreaterThan(499);
});
