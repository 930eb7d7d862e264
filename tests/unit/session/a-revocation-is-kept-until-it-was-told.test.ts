import { expect, test } from 'vitest';
import { createSignedInKeyring } from '../support/keyring.ts';
import { ACME } from '../support/people.ts';

test('R42: a sign-out without a network is finished when there is one', async () => {
  const { manager, authkit, platform, revocations } = await createSignedInKeyring();
  authkit.canRevoke = false;
  await manager.signOut([ACME.id]);
  await Promise.all(platform.backgroundWork);
  await revocations.resume();
  expect(authkit.revoked).toEqual([]);
  authkit.canRevoke = true;
  await revocations.resume();
  expect(authkit.revoked).toEqual(['sid_org_acme']);
});

test('R36: by the next worker too, and once only', async () => {
  const first = await createSignedInKeyring();
  first.authkit.canRevoke = false;
  await first.manager.signOut('all');
  await Promise.all(first.platform.backgroundWork);
  first.authkit.canRevoke = true;
  const next = first.restart();
  await next.revocations.resume();
  await next.revocations.resume();
  expect([...first.authkit.revoked].sort()).toEqual(['sid_org_acme', 'sid_org_globex']);
});

test('R4: what else lies in the store stops nothing', async () => {
  const { manager, authkit, platform, tables, revocations } = await createSignedInKeyring();
  await tables.revocations.update('a-first', () => ({
    schema: 1,
    key: 'a-first',
    generation: 0,
    subject: '',
  }));
  await tables.revocations.update('b', () => 'garbage');
  authkit.canRevoke = false;
  await manager.signOut([ACME.id]);
  await Promise.all(platform.backgroundWork);
  authkit.canRevoke = true;
  await revocations.resume();
  expect(authkit.revoked).toEqual(['sid_org_acme']);
});
