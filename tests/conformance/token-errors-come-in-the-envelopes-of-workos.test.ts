import { expect, test } from 'vitest';
import { CLIENT_ID, localAuthKit } from './local-authkit.ts';
import { authorize, exchangeCode, refresh, signIn, token, VERIFIER } from './oauth-client.ts';

const kit = localAuthKit();
const valid = { client_id: CLIENT_ID, grant_type: 'refresh_token', refresh_token: 'x' };

test.each([
  ['another client', { ...valid, client_id: 'client_other' }, 'invalid_client'],
  ['no client', { ...valid, client_id: undefined }, 'invalid_request'],
  ['no grant', { ...valid, grant_type: undefined }, 'invalid_request'],
  ['no refresh token', { ...valid, refresh_token: undefined }, 'invalid_request'],
  ['a refresh token that is no string', { ...valid, refresh_token: ['x'] }, 'invalid_request'],
  [
    'no code',
    { client_id: CLIENT_ID, grant_type: 'authorization_code', code_verifier: VERIFIER },
    'invalid_request',
  ],
  ['no verifier', { client_id: CLIENT_ID, grant_type: 'authorization_code', code: 'x' }, 'invalid_request'],
])('%s', async (_, body, error) => {
  const answer = await token(kit, body);
  expect([answer.status, answer.body.error]).toEqual([400, error]);
  expect(answer.headers.get('Cache-Control')).toBe('no-store');
});

test.each(['', 'not json', '[]', '"text"', 'null'])('a body that is no object: %s', async (body) => {
  const answer = await token(kit, {}, { body });
  expect([answer.status, answer.body.error]).toEqual([400, 'invalid_request']);
});

test('a grant that a public client does not have: {code, message}', async () => {
  const answer = await token(kit, { ...valid, grant_type: 'password' });
  expect([answer.status, Object.keys(answer.body)]).toEqual([422, ['code', 'message']]);
});

test('an address that does not exist: {message}', async () => {
  const response = await fetch(`${kit.origin}/user_management/nothing`);
  expect([response.status, await response.json()]).toEqual([404, { message: 'Not Found' }]);
});

test('a form is read as JSON is, for both grants', async () => {
  const callback = await authorize(kit.browser(), 'org_acme');
  const form = (fields: Record<string, string>) => ({
    headers: { 'Content-Type': 'application/x-www-form-urlencoded;charset=UTF-8' },
    body: new URLSearchParams({ client_id: CLIENT_ID, ...fields }).toString(),
  });
  const code = {
    client_id: CLIENT_ID,
    grant_type: 'authorization_code',
    code: callback.searchParams.get('code') ?? '',
    code_verifier: VERIFIER,
  };
  const first = await token(kit, code, form(code));
  expect(first.status).toBe(200);
  const next = { client_id: CLIENT_ID, grant_type: 'refresh_token', refresh_token: first.refreshToken };
  expect((await token(kit, next, form(next))).claims.sid).toBe(first.claims.sid);
});

test('no response with a token may be stored', async () => {
  const first = await signIn(kit, 'org_acme');
  expect(first.headers.get('Cache-Control')).toBe('no-store');
  expect((await refresh(kit, first.refreshToken)).headers.get('Cache-Control')).toBe('no-store');
});

test('there is no expires_in and no id_token', async () => {
  const { body } = await exchangeCode(kit, await authorize(kit.browser(), 'org_acme'));
  expect(body).not.toHaveProperty('expires_in');
  expect(body).not.toHaveProperty('id_token');
});
