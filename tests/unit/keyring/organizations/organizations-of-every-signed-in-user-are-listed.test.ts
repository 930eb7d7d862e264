import { describe, expect, test } from 'vitest';
import { OrganizationDirectory } from '../../../../src/keyring/organizations/organization-directory.ts';
import type { SessionStatus } from '../../../../src/protocol/session-status.ts';
import { claimsOf, INVALID_GRANT, NO_ANSWER } from '../../support/fake-authkit.ts';
import { settle } from '../../support/fake-platform.ts';
import { createKeyring, createSignedInKeyring } from '../../support/keyring.ts';
import { ACME, GLOBEX, GRACE } from '../../support/people.ts';

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

test('the list of each user is requested once', async () => {
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

test('R42: a list that arrives after a sign-out everywhere leaves no name', async () => {
  let respond: (list: unknown) => void = () => {};
  const { platform } = createKeyring();
  const records = new Map<string, unknown>();
  const entries = {
    get: async (key: string) => records.get(key),
    values: async () => [...records.values()],
    put: async (key: string, value: unknown) => void records.set(key, value),
    delete: async (key: string) => {
      const deleted = records.get(key);
      records.delete(key);
      return deleted;
    },
  };
  const source = {
    fetchBySlug: async () => null,
    fetchMemberships: () =>
      new Promise((resolve) => {
        respond = resolve;
      }),
  };
  const directory = new OrganizationDirectory({ entries, source, platform, onChange: () => {} });
  const learning = directory.learnMemberships('access');
  await directory.clear();
  respond([INITECH]);
  expect(await learning).toEqual([INITECH]);
  expect(await directory.all()).toEqual([]);
});

test('without a signed-in user no list is requested', async () => {
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

describe('a list is read through any session of its user', () => {
  const HOOLI = { id: 'org_hooli', slug: 'hooli', name: 'Hooli' };
  const idsOf = (listed: readonly SessionStatus[]): string[] =>
    listed.map(({ organization }) => organization.id).sort();

  /** A back end that has more to tell than the sessions say. */
  async function signedIn() {
    const keyring = await createSignedInKeyring();
    keyring.backEnd.organizations.set('initech', INITECH);
    keyring.backEnd.memberships.length = 0;
    return keyring;
  }

  test.each([
    [ACME, GLOBEX],
    [GLOBEX, ACME],
  ])('through the freshest, which costs no refresh: %#', async (older, fresher) => {
    const { manager, platform, authkit, backEnd, active } = await signedIn();
    platform.time += 200_000;
    await manager.replaceRejectedToken(fresher, await manager.accessToken(fresher));
    authkit.calls.length = 0;
    platform.time += 150_000;
    authkit.script(older.id, INVALID_GRANT);
    expect(idsOf(await manager.organizations())).toEqual([ACME.id, GLOBEX.id, INITECH.id]);
    expect(backEnd.memberships).toEqual([(await active(fresher)).tokens.accessToken]);
    expect(authkit.calls).toEqual([]);
  });

  test.each([
    [ACME, GLOBEX],
    [GLOBEX, ACME],
  ])('through another when the first has ended: %#', async (ended, standing) => {
    const { manager, platform, authkit, backEnd, active } = await signedIn();
    platform.time += 10_000;
    await manager.replaceRejectedToken(ended, await manager.accessToken(ended));
    platform.time += 301_000;
    authkit.script(ended.id, INVALID_GRANT);
    expect(idsOf(await manager.organizations())).toEqual([ACME.id, GLOBEX.id, INITECH.id]);
    expect(backEnd.memberships).toEqual([(await active(standing)).tokens.accessToken]);
  });

  test('through another when its token is refused', async () => {
    const { manager, backEnd } = await signedIn();
    const fetchMemberships = backEnd.fetchMemberships.bind(backEnd);
    backEnd.fetchMemberships = async (token) => {
      if (claimsOf(token).organizationId === ACME.id) throw new Error('401');
      return fetchMemberships(token);
    };
    expect(idsOf(await manager.organizations())).toEqual([ACME.id, GLOBEX.id, INITECH.id]);
  });

  test('a failure for one user leaves the list of another complete', async () => {
    const { manager, signIn, backEnd } = await signedIn();
    await signIn(GLOBEX, { organizationId: GLOBEX.id, user: GRACE, sessionId: 'sid_grace' });
    backEnd.fetchMemberships = async (token) => {
      if (claimsOf(token).subject === GRACE.id) throw new Error('503');
      // Ada's comes last: who fell back is not waited with.
      await settle();
      return [ACME, HOOLI];
    };
    expect(idsOf(await manager.organizations())).toEqual([ACME.id, GLOBEX.id, HOOLI.id]);
  });

  test('but only one hanging request is waited for', async () => {
    const { manager, platform, authkit } = await signedIn();
    platform.time += 301_000;
    for (const { id } of [ACME, GLOBEX]) authkit.script(id, ...Array.from({ length: 20 }, () => NO_ANSWER));
    const listing = manager.organizations();
    await platform.advance(25_000);
    expect(idsOf(await listing)).toEqual([ACME.id, GLOBEX.id]);
    expect(new Set(authkit.calls.map(({ organizationId }) => organizationId)).size).toBe(1);
  });

  test('a user without a session gets no list from the directory', async () => {
    const { manager, platform, authkit, directory, backEnd, active } = await signedIn();
    await directory.learnMemberships((await active(ACME)).tokens.accessToken);
    backEnd.memberships.length = 0;
    platform.time += 301_000;
    for (const { id } of [ACME, GLOBEX]) authkit.script(id, INVALID_GRANT);
    expect(idsOf(await manager.organizations())).toEqual([ACME.id, GLOBEX.id]);
    expect(backEnd.memberships).toEqual([]);
  });
});

test('an organization that no URL can name is left out, and the others are listed', async () => {
  const { manager, backEnd } = await createSignedInKeyring();
  backEnd.organizations.set('initech', { id: 'org_initech', slug: 'initech', name: 'Initech' });
  backEnd.organizations.set('other', { id: 'org_other', slug: 'Bad_Slug', name: 'Other' });
  const listed = (await manager.organizations()).map(({ organization }) => organization.slug);
  expect(listed).toEqual(['acme', 'globex', 'initech']);
});
