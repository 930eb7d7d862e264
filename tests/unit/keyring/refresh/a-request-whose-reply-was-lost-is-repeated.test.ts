import { expect, test } from 'vitest';
import { keyringErrorOf } from '../../support/errors.ts';
import { NO_ANSWER } from '../../support/fake-authkit.ts';
import { createSignedInKeyring } from '../../support/keyring.ts';
import { ACME } from '../../support/people.ts';

const EXPIRED = 301_000;

test('R32: after a lost reply the same token is sent again, and gets the same pair', async () => {
  const { manager, platform, authkit, credentialOf } = await createSignedInKeyring();
  const before = (await credentialOf(ACME)).refreshToken;
  authkit.script(ACME.id, authkit.actsAndLosesTheReply, authkit.actsAndLosesTheReply);
  platform.time += EXPIRED;
  const waiting = manager.accessToken(ACME);
  await platform.advance(5_000);
  await waiting;
  expect(authkit.calls.map(({ credential }) => credential)).toEqual([before, before, before]);
  expect((await credentialOf(ACME)).refreshToken).not.toBe(before);
});

test('R32: no request is sent later than 20 s after the first attempt, and the session is kept', async () => {
  const { manager, platform, authkit, active } = await createSignedInKeyring();
  authkit.script(ACME.id, ...Array.from({ length: 100 }, () => NO_ANSWER));
  platform.time += EXPIRED;
  const began = platform.time;
  const failure = keyringErrorOf(manager.accessToken(ACME));
  await platform.advance(30_000);
  expect(await failure).toMatchObject({ code: 'temporarily_unavailable' });
  const times = authkit.calls.map(({ at }) => at - began);
  expect(times.length).toBeGreaterThan(4);
  expect(times.length).toBeLessThan(20);
  expect(Math.max(...times)).toBeLessThan(20_000);
  expect((await active(ACME)).status).toBe('active');
});

test('R33: pauses grow between the attempts', async () => {
  const { manager, platform, authkit } = await createSignedInKeyring();
  authkit.script(ACME.id, ...Array.from({ length: 5 }, () => NO_ANSWER));
  platform.time += EXPIRED;
  const waiting = manager.accessToken(ACME);
  await platform.advance(20_000);
  await waiting;
  const times = authkit.calls.map(({ at }) => at);
  const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
  expect(pauses[4]).toBeGreaterThan(8 * (pauses[0] ?? 0));
});
