import { expect, test } from 'vitest';
import type { CredentialSharing } from '../../../../src/protocol/configuration.ts';
import { FakeAuthKit } from '../../support/fake-authkit.ts';
import { FakePlatform } from '../../support/fake-platform.ts';
import { createKeyring, createTables, FakeBackEnd } from '../../support/keyring.ts';
import { MemoryLeases } from '../../support/leases.ts';
import { ACME, GLOBEX, slug } from '../../support/people.ts';

const MORE = ['five', 'six', 'seven'].map((name) => ({ id: `org_${name}`, slug: slug(name), name }));
const FIVE = [ACME, GLOBEX, ...MORE];

/** A worker that has just started, on the records of one that signed in, and the number of times it read all sessions. */
async function startedWorker(credentials: CredentialSharing, organizations = [ACME, GLOBEX]) {
  const platform = new FakePlatform();
  const records = { platform, authkit: new FakeAuthKit(platform), tables: createTables(), credentials };
  const backEnd = new FakeBackEnd();
  for (const organization of organizations) backEnd.organizations.set(organization.slug, organization);
  const before = createKeyring({ ...records, backEnd });
  for (const organization of organizations) await before.signIn(organization);
  const counted = { lists: 0 };
  // An older worker still has the lease, so this one keeps nothing in memory.
  const leases = new MemoryLeases();
  leases.join();
  const { manager } = createKeyring({
    ...records,
    backEnd,
    leases,
    wrapStore: (store) => ({
      ...store,
      list: () => {
        counted.lists += 1;
        return store.list();
      },
    }),
  });
  return { manager, counted };
}

test('with separate credentials a page that opens an organization reads no other session', async () => {
  const { manager, counted } = await startedWorker('separate');
  expect((await manager.open(ACME)).session.status).toBe('active');
  expect(counted.lists).toBe(0);
});

test.each(['separate', 'shared'] as const)(
  'with %s credentials a list of organizations does not read all sessions for each of them',
  async (credentials) => {
    const { manager, counted } = await startedWorker(credentials, FIVE);
    expect((await manager.knownOrganizations()).length).toBeGreaterThanOrEqual(FIVE.length);
    expect(counted.lists).toBeLessThan(FIVE.length);
  },
);
