import { beforeEach, expect, test } from 'vitest';
import { Durability } from '../../../src/storage/durability.ts';
import { chooseVault } from '../../../sw/choose-vault.ts';
import type { HostVault } from '../../../sw/host-vault.ts';
import { ACME, ADA, GLOBEX } from '../support/people.ts';
import { freshIndexedDb } from '../support/tables.ts';

beforeEach(() => {
  freshIndexedDb();
});

const keyOf = (byte: number): Uint8Array<ArrayBuffer> => new Uint8Array(32).fill(byte);
const VAULTS: readonly (readonly [string, () => HostVault, () => HostVault])[] = [
  [
    'sealed',
    () => ({ mode: 'sealed', keys: [keyOf(7)] }),
    () => ({ mode: 'sealed', keys: [keyOf(8), keyOf(7)] }),
  ],
  ['device', () => ({ mode: 'device', keys: [] }), () => ({ mode: 'device', keys: [] })],
  ['memory', () => ({ mode: 'memory', keys: [] }), () => ({ mode: 'memory', keys: [] })],
];

async function subjects(): Promise<unknown[]> {
  const opening = indexedDB.open('org-keyring');
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  const asked = database.transaction('sessions').objectStore('sessions').getAll();
  await new Promise((resolve) => {
    asked.onsuccess = resolve;
  });
  database.close();
  return asked.result.map((record: { key: string; subject: string }) => [record.key, record.subject]);
}

test.each(VAULTS)(
  'R42: a tombstone of an earlier version is read as signed out, without its user: %s',
  async (_name, vault, laterVault) => {
    const storage = chooseVault(vault(), new Durability(() => {}));
    for (const [organizationId, status] of [
      [ACME.id, 'signed-out'],
      [GLOBEX.id, 'needs-authorization'],
    ] as const) {
      const header = { key: organizationId, subject: ADA.id, generation: 4 };
      const session = { organizationId, generation: 4, status, reason: 'expired', user: ADA };
      await storage.sealed.sessions.write(header, session, () => true);
    }
    const later = chooseVault(laterVault(), new Durability(() => {}));
    const tombstone = { organizationId: ACME.id, generation: 4, status: 'signed-out' };
    expect(await later.sessions.read(ACME.id)).toEqual(tombstone);

    await later.clearOutdated();

    expect(await subjects()).toEqual([
      [ACME.id, ''],
      [GLOBEX.id, ADA.id],
    ]);
    expect(await later.sealed.sessions.get(ACME.id)).toEqual(tombstone);
    expect(await later.sessions.read(GLOBEX.id)).toMatchObject({ user: ADA });
  },
);
