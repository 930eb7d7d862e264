import { expect, test } from 'vitest';
import { localAuthKit } from './local-authkit.ts';
import { refresh, signIn } from './oauth-client.ts';

const kit = localAuthKit();

test.each([86_400, -86_400])(
  'the times in tokens are shifted by %s s, and nothing else is',
  async (clockOffset) => {
    await kit.control('settings', { clockOffset });
    const { claims, refreshToken } = await signIn(kit, 'org_acme');
    expect(claims.iat).toBe(Math.floor(kit.now() / 1000) + clockOffset);
    expect(Number(claims.exp) - Number(claims.iat)).toBe(300);
    expect((await refresh(kit, refreshToken)).status).toBe(200);
    expect((await kit.log()).map(({ at }) => at)).toEqual(expect.arrayContaining([kit.now()]));
  },
);

test('a reply that is held back comes after the action: a second request gets the same pair', async () => {
  const { refreshToken } = await signIn(kit, 'org_acme');
  await kit.control('faults', { on: 'refresh', times: 1, replyDelayMs: 50 });
  const [late, replay] = await Promise.all([refresh(kit, refreshToken), refresh(kit, refreshToken)]);
  expect([late.status, replay.status]).toEqual([200, 200]);
  expect(
    (await kit.log())
      .slice(-2)
      .map(({ outcome }) => outcome)
      .sort(),
  ).toEqual(['ok', 'replay']);
});
