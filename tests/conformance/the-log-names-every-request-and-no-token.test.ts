import { expect, test } from 'vitest';
import { CLIENT_ID, localAuthKit } from './local-authkit.ts';
import { authorize, authorizePath, exchangeCode, postRefresh, refresh, signIn } from './oauth-client.ts';

const kit = localAuthKit();

test('each line has exactly its members', async () => {
  const browser = kit.browser();
  const { refreshToken, claims } = await signIn(kit, 'org_acme', { browser });
  await refresh(kit, refreshToken, 'org_globex');
  await fetch(`${kit.origin}/sso/jwks/${CLIENT_ID}`);
  await browser.navigate(`/user_management/sessions/logout?session_id=${claims.sid}`);
  const at = kit.now();
  const { sid } = claims;
  const user = 'user_ada';
  expect(await kit.log()).toEqual([
    { at, kind: 'authorize', organization: 'org_acme', user, sid: null, outcome: 'ok', code: null },
    {
      at,
      kind: 'authenticate',
      grant: 'authorization_code',
      organization: 'org_acme',
      user,
      sid,
      outcome: 'ok',
      code: null,
    },
    {
      at,
      kind: 'authenticate',
      grant: 'refresh_token',
      organization: 'org_globex',
      user,
      sid,
      outcome: 'ok',
      code: null,
    },
    { at, kind: 'jwks', organization: null, user: null, sid: null, outcome: 'ok', code: null },
    { at, kind: 'logout', organization: 'org_globex', user, sid, outcome: 'ok', code: null },
  ]);
});

test('an authorization is one line: `page` while the user is on a page, then the outcome', async () => {
  const browser = kit.browser();
  const form = await browser.navigate(authorizePath());
  expect(await kit.log()).toMatchObject([
    { kind: 'authorize', organization: null, user: null, outcome: 'page' },
  ]);
  const picker = await browser.submit(form, { email: 'ada@example.com' });
  await browser.submit(picker, { button: 'Globex' });
  expect(await kit.log()).toMatchObject([
    { organization: 'org_globex', user: 'user_ada', outcome: 'ok', code: null },
  ]);
});

test('refusals have their code', async () => {
  await authorize(kit.browser(), 'org_nowhere');
  await refresh(kit, 'guess', 'org_acme');
  expect(await kit.log()).toMatchObject([
    { kind: 'authorize', outcome: 'error', code: 'organization_invalid' },
    { kind: 'authenticate', organization: 'org_acme', outcome: 'error', code: 'invalid_grant' },
  ]);
});

test('a replay, a fault and a lost reply are told apart', async () => {
  const { refreshToken } = await signIn(kit, 'org_acme');
  await kit.control('faults', { on: 'refresh', times: 1, status: 429, body: { error: 'slow_down' } });
  await kit.control('faults', { on: 'refresh', times: 1, drop: 'before' });
  await kit.control('faults', { on: 'refresh', times: 1, drop: 'after' });
  const post = () => postRefresh(kit, refreshToken).catch(() => undefined);
  for (let turn = 0; turn < 4; turn += 1) await post();
  const lines = (await kit.log()).slice(2);
  expect(lines).toMatchObject([
    { outcome: 'fault', code: 'slow_down' },
    { outcome: 'fault', code: null },
    { outcome: 'lost', code: null },
    { outcome: 'replay', code: null },
  ]);
  for (const line of lines) expect(line).toMatchObject({ organization: 'org_acme', user: 'user_ada' });
});

test('no code, token or cookie is in it', async () => {
  const browser = kit.browser();
  const callback = await authorize(browser, 'org_acme');
  const first = await exchangeCode(kit, callback);
  const second = await refresh(kit, first.refreshToken);
  await exchangeCode(kit, callback);
  const text = JSON.stringify(await kit.log());
  const secrets = [callback.searchParams.get('code') ?? '', ...browser.cookies.values()];
  for (const { accessToken, refreshToken } of [first, second]) secrets.push(accessToken, refreshToken);
  for (const secret of secrets) {
    expect(secret).toMatch(/.{20}/);
    expect(text).not.toContain(secret);
  }
});
