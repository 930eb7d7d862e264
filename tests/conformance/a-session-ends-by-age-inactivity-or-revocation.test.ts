import { expect, test } from 'vitest';
import { localAuthKit } from './local-authkit.ts';
import { authorize, authorizePath, refresh, signIn } from './oauth-client.ts';

const kit = localAuthKit();
const ended = { error: 'invalid_grant', error_description: 'Session has already ended.' };

test('at its maximum age, however busy it is', async () => {
  await kit.control('settings', { sessionMaxAge: 100 });
  const first = await signIn(kit, 'org_acme');
  kit.advance(99);
  const second = await refresh(kit, first.refreshToken);
  expect(second.status).toBe(200);
  kit.advance(1);
  expect((await refresh(kit, second.refreshToken)).body).toEqual(ended);
});

test('after a time without an exchange', async () => {
  await kit.control('settings', { sessionInactivity: 60 });
  let { refreshToken } = await signIn(kit, 'org_acme');
  for (let turn = 0; turn < 3; turn += 1) {
    kit.advance(59);
    ({ refreshToken } = await refresh(kit, refreshToken));
  }
  kit.advance(60);
  expect((await refresh(kit, refreshToken)).body).toEqual(ended);
});

test('null removes a limit', async () => {
  await kit.control('settings', { sessionMaxAge: 1 });
  await kit.control('settings', { sessionMaxAge: null });
  const { refreshToken } = await signIn(kit, 'org_acme');
  kit.advance(10_000);
  expect((await refresh(kit, refreshToken)).status).toBe(200);
});

test('a revocation by sid ends only that session', async () => {
  const browser = kit.browser();
  const acme = await signIn(kit, 'org_acme', { browser });
  const globex = await signIn(kit, 'org_globex', { browser });
  expect(await kit.control('sessions/revoke', { sid: acme.claims.sid })).toEqual({ revoked: 1 });
  expect((await refresh(kit, acme.refreshToken)).body).toEqual(ended);
  expect((await refresh(kit, globex.refreshToken)).status).toBe(200);
});

test.each(['user_ada', 'ada@example.com'])('revoked for %s in one organization', async (user) => {
  const acme = await signIn(kit, 'org_acme');
  const globex = await signIn(kit, 'org_globex');
  const grace = await signIn(kit, 'org_acme', { email: 'grace@example.com' });
  expect(await kit.control('sessions/revoke', { user, organization: 'org_acme' })).toEqual({ revoked: 1 });
  expect((await refresh(kit, acme.refreshToken)).body).toEqual(ended);
  expect((await refresh(kit, globex.refreshToken)).status).toBe(200);
  expect((await refresh(kit, grace.refreshToken)).status).toBe(200);
});

test('after the session ended, a replay within the grace is rejected', async () => {
  const { refreshToken, claims } = await signIn(kit, 'org_acme');
  await refresh(kit, refreshToken);
  await kit.control('sessions/revoke', { sid: claims.sid });
  expect((await refresh(kit, refreshToken)).body).toEqual(ended);
});

test('deactivating a membership ends only the sessions of that organization, and blocks new ones', async () => {
  const browser = kit.browser();
  const acme = await signIn(kit, 'org_acme', { browser });
  const globex = await signIn(kit, 'org_globex', { browser });
  await kit.control('memberships', { user: 'ada@example.com', organization: 'org_acme', status: 'inactive' });

  expect((await refresh(kit, acme.refreshToken)).body).toEqual(ended);
  expect((await refresh(kit, globex.refreshToken, 'org_acme')).body.error).toBe(
    'organization_membership_not_found',
  );
  expect((await refresh(kit, globex.refreshToken)).status).toBe(200);
  expect((await browser.navigate(authorizePath({ organization_id: 'org_acme' }))).status).toBe(403);
});

test('revoking does not sign out of AuthKit: the next authorization needs no page', async () => {
  const browser = kit.browser();
  const { claims } = await signIn(kit, 'org_acme', { browser });
  await kit.control('sessions/revoke', { sid: claims.sid });
  expect((await authorize(browser, 'org_acme', { email: 'not-asked' })).searchParams.has('code')).toBe(true);
});
