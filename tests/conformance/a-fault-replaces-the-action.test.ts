import { expect, test } from 'vitest';
import { CLIENT_ID, localAuthKit } from './local-authkit.ts';
import {
  authorize,
  authorizePath,
  exchangeCode,
  postRefresh,
  refresh,
  signIn,
  token,
} from './oauth-client.ts';

const kit = localAuthKit();

const post = (refreshToken: string, organization?: string) => postRefresh(kit, refreshToken, organization);

test.each([408, 429, 500, 502, 503, 504])('status %s, once, with headers and a JSON body', async (status) => {
  const { refreshToken } = await signIn(kit, 'org_acme');
  const body = { error: 'slow_down', error_description: 'Too many requests.' };
  await kit.control('faults', { on: 'refresh', times: 1, status, headers: { 'Retry-After': '3' }, body });
  const fault = await post(refreshToken);
  expect([fault.status, fault.headers.get('Retry-After'), await fault.json()]).toEqual([status, '3', body]);
  kit.advance(31);
  expect((await refresh(kit, refreshToken)).status).toBe(200);
});

test('a documented rate limit is a documented response', async () => {
  const body = { error: 'slow_down', error_description: 'Too many requests.' };
  await kit.control('faults', { on: 'refresh', times: 1, status: 429, body });
  const answer = await token(kit, { client_id: CLIENT_ID, grant_type: 'refresh_token', refresh_token: 'x' });
  expect(answer.status).toBe(429);
});

test.each(['<html>Bad gateway</html>', '{"access_token":', ''])('the text %j, unchanged', async (body) => {
  await kit.control('faults', { on: 'refresh', times: 1, status: 200, body });
  expect(await (await post('x')).text()).toBe(body);
});

test('a status that allows no content', async () => {
  await kit.control('faults', { on: 'refresh', times: 1, status: 204, body: 'ignored' });
  expect((await post('x')).status).toBe(204);
});

test('times counts matching requests, and faults wait for their turn', async () => {
  await kit.control('faults', { on: 'refresh', times: 2, status: 500 });
  await kit.control('faults', { on: 'refresh', times: 1, status: 503 });
  const statuses = [];
  for (let turn = 0; turn < 4; turn += 1) statuses.push((await post('x')).status);
  expect(statuses).toEqual([500, 500, 503, 400]);
});

test('an organization confines a fault to its own requests', async () => {
  const acme = await signIn(kit, 'org_acme');
  const globex = await signIn(kit, 'org_globex');
  await kit.control('faults', { on: 'refresh', organization: 'org_acme', times: 2, status: 500 });
  expect((await post(globex.refreshToken)).status).toBe(200);
  expect((await post(acme.refreshToken)).status).toBe(500);
  expect((await post(globex.refreshToken, 'org_acme')).status).toBe(500);
});

test('each kind of request has its own', async () => {
  const browser = kit.browser();
  for (const on of ['code', 'authorize', 'logout', 'jwks']) {
    await kit.control('faults', { on, times: 1, status: 503 });
  }
  expect((await browser.navigate(authorizePath())).status).toBe(503);
  const callback = await authorize(browser, 'org_acme');
  const code = {
    client_id: CLIENT_ID,
    grant_type: 'authorization_code',
    code: callback.searchParams.get('code'),
  };
  const init = { method: 'POST', body: JSON.stringify(code) };
  expect((await fetch(`${kit.origin}/user_management/authenticate`, init)).status).toBe(503);
  expect((await exchangeCode(kit, callback)).status).toBe(200);
  expect((await browser.navigate('/user_management/sessions/logout?session_id=x')).status).toBe(503);
  expect((await fetch(`${kit.origin}/sso/jwks/${CLIENT_ID}`)).status).toBe(503);
  expect((await fetch(`${kit.origin}/sso/jwks/${CLIENT_ID}`)).status).toBe(200);
});

test('drop before: a network error, and nothing happened', async () => {
  const { refreshToken } = await signIn(kit, 'org_acme');
  await kit.control('faults', { on: 'refresh', times: 1, drop: 'before' });
  await expect(post(refreshToken)).rejects.toThrow(TypeError);
  await kit.control('settings', { refreshGrace: 0 });
  expect((await post(refreshToken)).status).toBe(200);
});

test('drop after: a network error, and it happened', async () => {
  const { refreshToken } = await signIn(kit, 'org_acme');
  await kit.control('faults', { on: 'refresh', times: 1, drop: 'after' });
  await expect(post(refreshToken)).rejects.toThrow(TypeError);
  const replay = await refresh(kit, refreshToken);
  expect(replay.status).toBe(200);
  kit.advance(30);
  expect((await refresh(kit, refreshToken)).body.error_description).toBe('Refresh token already exchanged');
});

test('a fault with only a delay sends the normal response late', async () => {
  const { refreshToken } = await signIn(kit, 'org_acme');
  await kit.control('faults', { on: 'refresh', times: 1, delayMs: 60 });
  const start = performance.now();
  expect((await post(refreshToken)).status).toBe(200);
  expect(performance.now() - start).toBeGreaterThanOrEqual(55);
});

test('a delay before a response or a drop', async () => {
  await kit.control('faults', { on: 'refresh', times: 1, delayMs: 60, status: 504 });
  await kit.control('faults', { on: 'refresh', times: 1, delayMs: 60, drop: 'before' });
  const start = performance.now();
  expect((await post('x')).status).toBe(504);
  await expect(post('x')).rejects.toThrow(TypeError);
  expect(performance.now() - start).toBeGreaterThanOrEqual(110);
});
