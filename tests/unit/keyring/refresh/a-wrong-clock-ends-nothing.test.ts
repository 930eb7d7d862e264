import { expect, test } from 'vitest';
import { createSignedInKeyring } from '../../support/keyring.ts';
import { ACME, GLOBEX } from '../../support/people.ts';

const DAY = 24 * 3_600_000;

test('R26: a day forward costs one refresh for each organization, and no more', async () => {
  const { manager, platform, authkit } = await createSignedInKeyring();
  platform.time += DAY;
  for (let call = 0; call < 5; call += 1) {
    await manager.accessToken(ACME);
    await manager.accessToken(GLOBEX);
  }
  expect(authkit.calls).toHaveLength(2);
});

test('R26: a day back delays no caller, and costs one background refresh', async () => {
  const { manager, platform, authkit, active } = await createSignedInKeyring();
  const { accessToken } = (await active(ACME)).tokens;
  platform.time -= DAY;
  expect(await manager.accessToken(ACME)).toBe(accessToken);
  await Promise.all(platform.backgroundWork);
  for (let call = 0; call < 5; call += 1) await manager.accessToken(ACME);
  expect(authkit.calls).toHaveLength(1);
});

test('R26: a hundred jumps to and fro end no session', async () => {
  const { manager, platform, active } = await createSignedInKeyring();
  for (let jump = 0; jump < 100; jump += 1) {
    platform.time += jump % 2 === 0 ? DAY : -DAY;
    await manager.accessToken(ACME);
    await Promise.all(platform.backgroundWork);
  }
  expect((await active(ACME)).status).toBe('active');
});
