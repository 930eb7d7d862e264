import { describe, expect, test, vi } from 'vitest';
import { OrganizationDirectory } from '../../../../src/keyring/organizations/organization-directory.ts';
import { parseOrganizationId } from '../../../../src/protocol/organization-id.ts';
import type { SessionStatus } from '../../../../src/protocol/session-status.ts';
import { SealedTable } from '../../../../src/storage/sealed-table.ts';
import { createMemoryTable } from '../../../../src/storage/table.ts';
import { answer, claimsOf, INVALID_GRANT, NO_ANSWER } from '../../support/fake-authkit.ts';
import { FakePlatform, settle } from '../../support/fake-platform.ts';
import { createKeyring, createSignedInKeyring } from '../../support/keyring.ts';
import { ACME, GLOBEX, GRACE, slug } from '../../support/people.ts';
import { PLAIN_VAULT } from '../../support/plain-vault.ts';

const INITECH = { id: 'org_initech', slug: slug('initech'), name: 'Initech' };
const INITECH_ID = parseOrganizationId(INITECH.id) ?? neverId();
function neverId(): never {
  throw new Error('That is an id.');
}

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

describe.each([
  ['a list', (directory: OrganizationDirectory) => directory.learnMemberships('access')],
  ['a look-up', (directory: OrganizationDirectory) => directory.find(INITECH.slug)],
  ['a look-up by id', (directory: OrganizationDirectory) => directory.findWithId(INITECH_ID)],
])('R42: %s leaves no name', (_what, learn) => {
  test.each(['that arrives', 'that is being stored'])('%s after a sign-out everywhere', async (moment) => {
    const table = createMemoryTable();
    const entries = new SealedTable(table, PLAIN_VAULT, 'organizations');
    let signOut = async (): Promise<void> => {};
    const { update } = table;
    table.update = async (key, change) => {
      // A sign-out reads the entries before this one is written.
      if (moment === 'that is being stored') await signOut();
      await update(key, change);
    };
    const respond = async <T>(response: T): Promise<T> => {
      if (moment === 'that arrives') await signOut();
      return response;
    };
    const source = { fetchBySlug: () => respond(INITECH), fetchMemberships: () => respond([INITECH]) };
    const platform = new FakePlatform();
    const directory = new OrganizationDirectory({ entries, source, platform, onChange: () => {} });
    signOut = () => {
      signOut = async () => {};
      return directory.clear();
    };
    expect([await learn(directory)].flat()).toEqual([INITECH]);
    expect(await directory.all()).toEqual([]);
    expect(await table.entries()).toEqual([]);
  });
});

test('R42: no list is requested with a token of a user who has signed out meanwhile', async () => {
  const { manager, backEnd, directory } = await createSignedInKeyring();
  backEnd.memberships.length = 0;
  // The sessions were read before the names.
  vi.spyOn(directory, 'all').mockImplementationOnce(async () => {
    await manager.signOut('all');
    return [];
  });
  await manager.organizations();
  expect(backEnd.memberships).toEqual([]);
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

  test('while AuthKit refuses refreshes, many sessions send few of them', async () => {
    const { manager, platform, authkit, backEnd, signIn } = await signedIn();
    const others = Array.from({ length: 20 }, (_, at) => ({
      id: `org_${at}`,
      slug: slug(`team-${at}`),
      name: `Team ${at}`,
    }));
    for (const other of others) {
      backEnd.organizations.set(other.slug, other);
      await signIn(other);
    }
    authkit.calls.length = 0;
    platform.time += 301_000;
    for (const { id } of [ACME, GLOBEX, ...others]) authkit.script(id, answer(429, '', '60'));
    expect(await manager.organizations()).toHaveLength(23);
    expect(authkit.calls).toHaveLength(2);
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
