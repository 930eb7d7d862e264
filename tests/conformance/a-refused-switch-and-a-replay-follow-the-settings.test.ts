import { expect, test } from 'vitest';
import { localAuthKit } from './local-authkit.ts';
import { refresh, signIn } from './oauth-client.ts';

const kit = localAuthKit();

test('a refused switch leaves the refresh token unused by default', async () => {
  const { refreshToken, claims } = await signIn(kit, 'org_acme');
  expect((await refresh(kit, refreshToken, 'org_umbrella')).status).toBe(400);
  kit.advance(31);
  const next = await refresh(kit, refreshToken, 'org_acme');
  expect([next.status, next.claims.sid]).toEqual([200, claims.sid]);
});

test('refusedSwitchSpendsToken: the token is used, and within the grace its own organization gets the next pair', async () => {
  await kit.control('settings', { refusedSwitchSpendsToken: true, replayOtherOrganization: 'refuse' });
  const { refreshToken } = await signIn(kit, 'org_acme');
  expect((await refresh(kit, refreshToken, 'org_umbrella')).status).toBe(400);
  const next = await refresh(kit, refreshToken, 'org_acme');
  expect([next.status, next.claims.org_id]).toEqual([200, 'org_acme']);
  kit.advance(31);
  expect((await refresh(kit, refreshToken, 'org_acme')).body.error).toBe('invalid_grant');
  expect((await refresh(kit, next.refreshToken, 'org_acme')).status).toBe(200);
});

test.each([
  ['pair', 200, 'org_globex'],
  ['refuse', 400, undefined],
])('replayOtherOrganization: %s', async (replayOtherOrganization, status, organization) => {
  await kit.control('settings', { replayOtherOrganization });
  const { refreshToken } = await signIn(kit, 'org_acme');
  const first = await refresh(kit, refreshToken, 'org_globex');
  const other = await refresh(kit, refreshToken, 'org_acme');
  expect([other.status, other.body.organization_id]).toEqual([status, organization]);
  const same = await refresh(kit, refreshToken, 'org_globex');
  expect(same.refreshToken).toBe(first.refreshToken);
});
