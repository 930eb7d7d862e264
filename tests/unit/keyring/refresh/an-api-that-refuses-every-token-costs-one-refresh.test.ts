import { expect, test } from 'vitest';
import type { Organization } from '../../../../src/protocol/session-status.ts';
import { createSignedInKeyring, type TestKeyring } from '../../support/keyring.ts';
import { ACME, GLOBEX } from '../../support/people.ts';

/** A call to an API that rejects every token, as the worker makes it. @returns the tokens that were sent */
async function refusedCall({ manager }: TestKeyring, organization: Organization): Promise<string[]> {
  const token = await manager.accessToken(organization);
  const replacement = await manager.replaceRejectedToken(organization, token);
  if (replacement === undefined) return [token];
  manager.reportRefusedReplacement(organization, replacement);
  return [token, replacement];
}

test('R34: thirty calls to it cost one refresh, and each gets the response of the API', async () => {
  const keyring = await createSignedInKeyring();
  const sent: number[] = [];
  for (let call = 0; call < 30; call += 1) sent.push((await refusedCall(keyring, ACME)).length);
  expect(keyring.authkit.calls).toHaveLength(1);
  expect(sent).toEqual([2, ...Array.from({ length: 29 }, () => 1)]);
});

test('R34: half a minute later its rejection causes one more refresh', async () => {
  const keyring = await createSignedInKeyring();
  await refusedCall(keyring, ACME);
  keyring.platform.time += 29_000;
  await refusedCall(keyring, ACME);
  expect(keyring.authkit.calls).toHaveLength(1);
  keyring.platform.time += 1_000;
  expect(await refusedCall(keyring, ACME)).toHaveLength(2);
  expect(keyring.authkit.calls).toHaveLength(2);
});

test('R35: it costs no other organization its own refresh', async () => {
  const keyring = await createSignedInKeyring();
  await refusedCall(keyring, ACME);
  await refusedCall(keyring, ACME);
  expect(await refusedCall(keyring, GLOBEX)).toHaveLength(2);
  expect(keyring.authkit.refreshesOf(GLOBEX.id)).toHaveLength(1);
});

test('R34: a token whose replacement was taken is no sign of such an API, however soon the next is refused', async () => {
  const { manager, authkit } = await createSignedInKeyring();
  for (let call = 0; call < 5; call += 1) {
    const token = await manager.accessToken(ACME);
    expect(await manager.replaceRejectedToken(ACME, token)).not.toBe(token);
  }
  expect(authkit.calls).toHaveLength(5);
});

test('R34: a token that replaced no rejected one is itself replaced, at any time', async () => {
  const keyring = await createSignedInKeyring();
  keyring.authkit.lifetime = 2;
  await refusedCall(keyring, ACME);
  keyring.platform.time += 2_000;
  const [, replacement] = await refusedCall(keyring, ACME);
  expect(replacement).toBe((await keyring.active(ACME)).tokens.accessToken);
  // The refusal, the end of the token, and the refusal of what came then.
  expect(keyring.authkit.calls).toHaveLength(3);
});

test('an expired token is refreshed, regardless of earlier rejections', async () => {
  const keyring = await createSignedInKeyring();
  keyring.authkit.lifetime = 10;
  await refusedCall(keyring, ACME);
  const before = await keyring.active(ACME);
  keyring.platform.time += 10_000;
  expect(await keyring.manager.accessToken(ACME)).not.toBe(before.tokens.accessToken);
});

test('R34: many simultaneous rejections cost one refresh, and so do those that follow', async () => {
  const keyring = await createSignedInKeyring();
  await Promise.all(Array.from({ length: 30 }, () => refusedCall(keyring, ACME)));
  await Promise.all(Array.from({ length: 30 }, () => refusedCall(keyring, ACME)));
  expect(keyring.authkit.calls).toHaveLength(1);
});
