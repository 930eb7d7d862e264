import { expect, test } from 'vitest';
import { localAuthKit } from './local-authkit.ts';
import { refresh, signIn } from './oauth-client.ts';

const kit = localAuthKit();

test('every exchange gives new tokens and keeps the sid', async () => {
  const first = await signIn(kit, 'org_acme');
  const second = await refresh(kit, first.refreshToken, 'org_acme');
  const third = await refresh(kit, second.refreshToken);
  expect(new Set([first, second, third].map(({ refreshToken }) => refreshToken)).size).toBe(3);
  expect(new Set([first, second, third].map(({ claims }) => claims.jti)).size).toBe(3);
  expect(new Set([first, second, third].map(({ claims }) => claims.sid)).size).toBe(1);
});

test('within the grace a replay returns the identical pair', async () => {
  const { refreshToken } = await signIn(kit, 'org_acme');
  const rotated = await refresh(kit, refreshToken);
  kit.advance(29);
  expect((await refresh(kit, refreshToken)).body).toEqual(rotated.body);
});

test('a replay returns the pair also after its use, for any requested organization', async () => {
  const { refreshToken } = await signIn(kit, 'org_acme');
  const rotated = await refresh(kit, refreshToken, 'org_acme');
  await refresh(kit, rotated.refreshToken);
  expect((await refresh(kit, refreshToken, 'org_globex')).body).toEqual(rotated.body);
});

test('two at once get one pair', async () => {
  const { refreshToken } = await signIn(kit, 'org_acme');
  const [one, other] = await Promise.all([refresh(kit, refreshToken), refresh(kit, refreshToken)]);
  expect(one.body).toEqual(other.body);
});

test('after the grace a replay is refused, and the chain lives on', async () => {
  const { refreshToken } = await signIn(kit, 'org_acme');
  const rotated = await refresh(kit, refreshToken);
  kit.advance(30);
  const replay = await refresh(kit, refreshToken);
  expect([replay.status, replay.body]).toEqual([
    400,
    { error: 'invalid_grant', error_description: 'Refresh token already exchanged' },
  ]);
  expect((await refresh(kit, rotated.refreshToken)).status).toBe(200);
});

test('the grace is a setting; without one the first replay is refused', async () => {
  await kit.control('settings', { refreshGrace: 0 });
  const { refreshToken } = await signIn(kit, 'org_acme');
  await refresh(kit, refreshToken);
  expect((await refresh(kit, refreshToken)).body.error).toBe('invalid_grant');
});

test('a token that was never issued', async () => {
  expect((await refresh(kit, 'guess')).body.error).toBe('invalid_grant');
});
