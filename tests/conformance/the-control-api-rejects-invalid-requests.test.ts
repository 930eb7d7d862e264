import { expect, test } from 'vitest';
import { localAuthKit } from './local-authkit.ts';
import { authorizePath, refresh, signIn } from './oauth-client.ts';

const kit = localAuthKit();

test.each([
  ['settings', { accessTokenTtl: '300' }],
  ['settings', { accessTokenTtl: 0 }],
  ['settings', { accessTokenTtl: 1.5 }],
  ['settings', { refreshGrace: -1 }],
  ['settings', { sessionMaxAge: true }],
  ['settings', { issuer: 'no url' }],
  ['settings', { sharedSid: 'yes' }],
  ['settings', { nonMember: 'ignore' }],
  ['settings', { wrongOrganization: 1 }],
  ['settings', { rotateKeys: 'now' }],
  ['settings', { unknown: 1 }],
  ['settings', []],
  ['settings', 'not json'],
  ['faults', { on: 'token', times: 1, status: 500 }],
  ['faults', { on: 'refresh', times: 0, status: 500 }],
  ['faults', { on: 'refresh', times: 1 }],
  ['faults', { on: 'refresh', times: 1, status: 99 }],
  ['faults', { on: 'refresh', times: 1, status: '500' }],
  ['faults', { on: 'refresh', times: 1, drop: 'during' }],
  ['faults', { on: 'refresh', times: 1, delayMs: '10' }],
  ['faults', { on: 'refresh', times: 1, headers: { 'bad name': 'x' } }],
  ['faults', { on: 'refresh', times: 1, headers: ['x'] }],
  ['faults', { on: 'refresh', times: 1, status: 500, organisation: 'org_acme' }],
  ['sessions/revoke', {}],
  ['sessions/revoke', { sid: 'session_unknown' }],
  ['sessions/revoke', { user: 'ada@example.com' }],
  ['sessions/revoke', { user: 'nobody', organization: 'org_acme' }],
  ['memberships', { user: 'ada@example.com', organization: 'acme', status: 'inactive' }],
  ['memberships', { user: 'ada@example.com', organization: 'org_acme', status: 'gone' }],
  ['roles', { user: 'ada@example.com', organization: 'org_acme' }],
  ['roles', { user: 'ada@example.com', organization: 'org_acme', role: 'admin', permissions: 'all' }],
  ['roles', { user: 'ada@example.com', organization: 'org_umbrella', role: 'admin' }],
])('%s %j', async (path, body) => {
  const answer = await kit.tryControl(path, body);
  expect(answer.status).toBe(400);
  expect(answer.body).toEqual({ message: expect.stringMatching(/.{10}/) });
});

test('one bad member, and no other is used', async () => {
  await kit.tryControl('settings', { accessTokenTtl: 42, refreshGrace: 'x' });
  const { claims } = await signIn(kit, 'org_acme');
  expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(300);
});

test('a reset brings back seeds, settings, faults, sessions and log', async () => {
  const browser = kit.browser();
  const { refreshToken } = await signIn(kit, 'org_acme', { browser });
  await kit.control('memberships', { user: 'user_ada', organization: 'org_globex', status: 'inactive' });
  await kit.control('settings', { accessTokenTtl: 42, issuer: 'https://other.example' });
  await kit.control('faults', { on: 'refresh', times: 9, status: 500 });
  await kit.control('reset');
  expect(await kit.log()).toEqual([]);
  expect((await refresh(kit, refreshToken)).body.error).toBe('invalid_grant');
  expect((await browser.navigate(authorizePath({ organization_id: 'org_globex' }))).heading).toBe('Sign in');
  const { claims } = await signIn(kit, 'org_globex', { browser });
  expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(300);
  expect(claims.iss).toContain(kit.origin);
});

test('a page of another site cannot use it, also under a name of its own that leads to this machine', async () => {
  const ask = async (url: string, init: RequestInit = {}): Promise<number> =>
    (await kit.instance.fetch(new Request(url, init))).status;
  const { port } = new URL(kit.origin);
  const post = (Origin: string): RequestInit => ({ method: 'POST', headers: { Origin }, body: '{}' });
  expect(await ask(`${kit.origin}/_emulator/log`)).toBe(200);
  expect(await ask(`http://localhost:${port}/_emulator/log`)).toBe(200);
  expect(await ask(`http://rebound.example:${port}/_emulator/log`)).toBe(403);
  const rebound = `http://rebound.example:${port}`;
  expect(await ask(`${rebound}/_emulator/reset`, post(rebound))).toBe(403);
  expect(await ask(`${kit.origin}/_emulator/reset`, post('https://other.example'))).toBe(403);
});
