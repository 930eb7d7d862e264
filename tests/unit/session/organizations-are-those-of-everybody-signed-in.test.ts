import { expect, test } from 'vitest';
import { createKeyring, createSignedInKeyring } from '../support/keyring.ts';
import { ACME, GLOBEX, GRACE } from '../support/people.ts';

const INITECH = { id: 'org_initech', slug: 'initech', name: 'Initech' };

test('memberships that have no session yet are listed too', async () => {
  const { manager, backEnd } = await createSignedInKeyring();
  backEnd.organizations.set('initech', INITECH);
  const listed = (await manager.organizations()).map(({ organization, session }) => [
    organization.id,
    session.status,
  ]);
  expect(listed).toEqual([
    [ACME.id, 'active'],
    [GLOBEX.id, 'active'],
    [INITECH.id, 'absent'],
  ]);
});

test('each person is asked for once', async () => {
  const { manager, backEnd, signIn } = await createSignedInKeyring();
  backEnd.memberships.length = 0;
  await manager.organizations();
  expect(backEnd.memberships).toHaveLength(1);
  await signIn(GLOBEX, { organizationId: GLOBEX.id, user: GRACE, sessionId: 'sid_grace' });
  backEnd.memberships.length = 0;
  await manager.organizations();
  expect(backEnd.memberships).toHaveLength(2);
});

test('while the back end is down they come from the directory', async () => {
  const { manager, backEnd } = await createSignedInKeyring();
  backEnd.organizations.set('initech', INITECH);
  await manager.organizations();
  backEnd.isUp = false;
  expect(await manager.organizations()).toHaveLength(3);
});

test('with nobody signed in nobody is asked', async () => {
  const { manager, backEnd } = createKeyring();
  expect(await manager.organizations()).toEqual([]);
  expect(backEnd.memberships).toEqual([]);
});

test('R43: listing them does not prolong a session past its limit', async () => {
  const limits = { sessionMaxAge: null, sessionInactivity: 3600 };
  const { manager, platform, authkit } = await createSignedInKeyring({ limits });
  platform.time += 3_601_000;
  const listed = await manager.organizations();
  expect(listed.map(({ session }) => session.status)).toEqual(['needs-authorization', 'needs-authorization']);
  expect(authkit.calls).toEqual([]);
});
