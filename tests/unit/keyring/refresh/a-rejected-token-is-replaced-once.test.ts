import { expect, test } from 'vitest';
import { keyringErrorOf } from '../../support/errors.ts';
import { INVALID_GRANT } from '../../support/fake-authkit.ts';
import { createSignedInKeyring } from '../../support/keyring.ts';
import { ACME } from '../../support/people.ts';

test('R34: a token that the API refused is refreshed, however fresh it seems', async () => {
  const { manager, authkit, active } = await createSignedInKeyring();
  const rejected = await manager.accessToken(ACME);
  const replacement = await manager.replaceRejectedToken(ACME, rejected);
  expect(replacement).not.toBe(rejected);
  expect(replacement).toBe((await active(ACME)).tokens.accessToken);
  expect(authkit.calls).toHaveLength(1);
});

test('R34: a later caller gets the stored token, without another refresh', async () => {
  const { manager, authkit } = await createSignedInKeyring();
  const rejected = await manager.accessToken(ACME);
  const first = await manager.replaceRejectedToken(ACME, rejected);
  const later = await Promise.all([1, 2, 3].map(() => manager.replaceRejectedToken(ACME, rejected)));
  expect(later).toEqual([first, first, first]);
  expect(authkit.calls).toHaveLength(1);
});

test('R34: many rejections at once are one refresh, over two workers too', async () => {
  const first = await createSignedInKeyring();
  const second = first.restart();
  const rejected = await first.manager.accessToken(ACME);
  const replacements = await Promise.all(
    [first, second, first, second].map(({ manager }) => manager.replaceRejectedToken(ACME, rejected)),
  );
  expect(new Set(replacements).size).toBe(1);
  expect(first.authkit.calls).toHaveLength(1);
});

test('R34: if AuthKit also rejects the refresh, a sign-in is required', async () => {
  const { manager, authkit } = await createSignedInKeyring();
  const rejected = await manager.accessToken(ACME);
  authkit.script(ACME.id, INVALID_GRANT);
  const error = await keyringErrorOf(manager.replaceRejectedToken(ACME, rejected));
  expect(error).toMatchObject({ code: 'authorization_required', reason: 'expired' });
  expect(authkit.calls).toHaveLength(1);
});
