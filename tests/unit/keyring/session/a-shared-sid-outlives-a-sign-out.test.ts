import { expect, test } from 'vitest';
import { adaIn } from '../../support/fake-authkit.ts';
import { createKeyring } from '../../support/keyring.ts';
import { ACME, GLOBEX } from '../../support/people.ts';

async function sharing() {
  const keyring = createKeyring();
  for (const organization of [ACME, GLOBEX])
    await keyring.signIn(organization, adaIn(organization.id, 'sid_shared'));
  return keyring;
}

test('R42: signing out of one organization does not end the AuthKit session that another still uses', async () => {
  const { manager, authkit } = await sharing();
  await manager.signOut([ACME.id]);
  expect(authkit.revoked).toEqual([]);
  await manager.accessToken(GLOBEX);
});

test('R42: the last of them ends it, in any order', async () => {
  const { manager, authkit, platform } = await sharing();
  await manager.signOut([ACME.id]);
  await manager.signOut([GLOBEX.id]);
  await Promise.all(platform.backgroundWork);
  expect(authkit.revoked).toEqual(['sid_shared']);
});

test('R42: signing out of both at once ends it', async () => {
  const { manager, authkit, platform } = await sharing();
  await manager.signOut('all');
  await Promise.all(platform.backgroundWork);
  expect(new Set(authkit.revoked)).toEqual(new Set(['sid_shared']));
});

test('an authorization under the same sid replaces the tokens and revokes nothing', async () => {
  const { authkit, signIn } = await sharing();
  await signIn(ACME, adaIn(ACME.id, 'sid_shared'));
  expect(authkit.revoked).toEqual([]);
});

test('an authorization under a new sid ends the old one', async () => {
  const keyring = createKeyring();
  await keyring.signIn(ACME, adaIn(ACME.id, 'sid_old'));
  await keyring.signIn(ACME, adaIn(ACME.id, 'sid_new'));
  await Promise.all(keyring.platform.backgroundWork);
  expect(keyring.authkit.revoked).toEqual(['sid_old']);
});
