import { describe, expect, test } from 'vitest';
import { absentSession, type Session } from '../../../src/keyring/session/session.ts';
import { SealedTable } from '../../../src/storage/sealed-table.ts';
import { createSessionStore } from '../../../src/storage/session-store.ts';
import { createMemoryTable } from '../../../src/storage/table.ts';
import { createMemoryKey, createVault } from '../../../src/storage/vault.ts';
import { ADA } from '../support/people.ts';
import { TABLES } from '../support/tables.ts';

const ORG = 'org_acme';
const session = (organizationId = ORG, generation = 1): Session => ({
  organizationId,
  generation,
  status: 'needs-authorization',
  reason: 'revoked',
  user: ADA,
});

/** A record as stored in the table. */
interface Stored {
  schema: unknown;
  key: unknown;
  subject: unknown;
  generation: unknown;
  iv: unknown;
  ciphertext: unknown;
}

const flipped = (bytes: unknown): Uint8Array => {
  const copy = Uint8Array.from(bytes as Uint8Array);
  copy[0] = (copy[0] ?? 0) ^ 1;
  return copy;
};

const TAMPERINGS: readonly (readonly [string, (record: Stored) => unknown])[] = [
  ['altered ciphertext', (record) => ({ ...record, ciphertext: flipped(record.ciphertext) })],
  ['cut ciphertext', (record) => ({ ...record, ciphertext: (record.ciphertext as Uint8Array).slice(0, 8) })],
  ['no ciphertext', (record) => ({ ...record, ciphertext: new Uint8Array() })],
  ['altered IV', (record) => ({ ...record, iv: flipped(record.iv) })],
  ['an empty IV', (record) => ({ ...record, iv: new Uint8Array() })],
  ['text for bytes', (record) => ({ ...record, ciphertext: 'AAAA' })],
  ['another key', (record) => ({ ...record, key: 'org_globex' })],
  ['another subject', (record) => ({ ...record, subject: 'user_grace' })],
  ['an older generation', (record) => ({ ...record, generation: 0 })],
  ['a newer generation', (record) => ({ ...record, generation: 2 })],
  ['another schema', (record) => ({ ...record, schema: 2 })],
  ['no schema', (record) => ({ ...record, schema: undefined })],
  ['a negative generation', (record) => ({ ...record, generation: -1 })],
  ['half a generation', (record) => ({ ...record, generation: 1.5 })],
  ['NaN for a generation', (record) => ({ ...record, generation: Number.NaN })],
  ['an infinite generation', (record) => ({ ...record, generation: Number.POSITIVE_INFINITY })],
  ['a generation beyond counting', (record) => ({ ...record, generation: 2 ** 53 })],
  ['a generation in words', (record) => ({ ...record, generation: '1' })],
  ['a key of 64 KB', (record) => ({ ...record, key: 'x'.repeat(65_536) })],
  ['nothing but text', () => 'session'],
  ['null', () => null],
  ['a list', () => [1, 2, 3]],
  ['an empty object', () => ({})],
  ['bytes', () => new Uint8Array(64)],
];

describe.each(TABLES)('R4: over %s', (_kind, create) => {
  const createStore = async (kind = 'sessions') => {
    const table = create();
    const vault = createVault(createMemoryKey());
    const store = createSessionStore(new SealedTable(table, vault, kind));
    await store.compareAndSet(0, session());
    return { table, vault, store };
  };

  test.each(TAMPERINGS)('a record with %s is no session, and can be replaced', async (_what, tamper) => {
    const { table, store } = await createStore();
    await table.update(ORG, (record) => tamper(record as Stored));
    const found = await store.read(ORG);
    expect(found).toEqual({ ...absentSession(ORG), generation: found.generation });
    expect(await store.list()).toEqual([]);
    expect(Number.isSafeInteger(found.generation)).toBe(true);
    // No livelock: what is read is what a writer has to expect.
    const next = session(ORG, found.generation + 1);
    expect(await store.compareAndSet(found.generation, next)).toBe(true);
    expect(await store.read(ORG)).toEqual(next);
  });

  test('R2: a record moved to another key is no session, and is in no list', async () => {
    const { table, store } = await createStore();
    const record = await table.get(ORG);
    await table.update('org_globex', () => record);
    await table.update(ORG, () => undefined);
    expect((await store.read('org_globex')).status).toBe('absent');
    expect(await store.list()).toEqual([]);
  });

  test('R2: a copy under another key, named after it, does not open', async () => {
    const { table, store } = await createStore();
    const record = (await table.get(ORG)) as Stored;
    await table.update('org_globex', () => ({ ...record, key: 'org_globex' }));
    expect((await store.read('org_globex')).status).toBe('absent');
    expect(await store.list()).toEqual([session()]);
  });

  test('R2: a record of another kind does not open', async () => {
    const { table, vault, store } = await createStore();
    const flows = new SealedTable(table, vault, 'flows');
    expect(await flows.get(ORG)).toBeUndefined();
    await flows.put('org_globex', session('org_globex', 0));
    expect((await store.read('org_globex')).status).toBe('absent');
  });

  test('R2: a record of another device does not open', async () => {
    const { table } = await createStore();
    const elsewhere = new SealedTable(table, createVault(createMemoryKey()), 'sessions');
    expect(await createSessionStore(elsewhere).list()).toEqual([]);
  });

  test('a bad record beside good ones hides none of them', async () => {
    const { table, store } = await createStore();
    for (const [index, [, tamper]] of TAMPERINGS.entries()) {
      const record = await table.get(ORG);
      await table.update(`bad-${index}`, () => tamper(record as Stored));
    }
    expect(await store.list()).toEqual([session()]);
  });
});

test.each([
  ['no status', { organizationId: ORG, generation: 1 }],
  ['an unknown status', { ...session(), status: 'admin' }],
  ['an active session without tokens', { ...session(), status: 'active', sessionId: 's', signedInAt: 1 }],
  ['another organization', session('org_globex')],
  ['another generation', session(ORG, 7)],
  ['an unknown reason', { ...session(), reason: 'because' }],
  ['a user without an id', { ...session(), user: { email: 'e' } }],
])('R4: a sealed record with %s is no session', async (_what, value) => {
  const [, create] = TABLES[0] ?? [];
  if (create === undefined) throw new Error('no table');
  const sealed = new SealedTable(create(), createVault(createMemoryKey()), 'sessions');
  await sealed.write({ key: ORG, subject: ADA.id, generation: 1 }, value, () => true);
  const store = createSessionStore(sealed);
  expect(await store.read(ORG)).toEqual({ ...absentSession(ORG), generation: 1 });
  expect(await store.list()).toEqual([]);
  expect(await store.compareAndSet(1, session(ORG, 2))).toBe(true);
});

test('R4: a sealed record that is not JSON is no session', async () => {
  const table = createMemoryTable();
  const vault = createVault(createMemoryKey());
  const encode = (text: string) => new TextEncoder().encode(text);
  const sealed = await vault.seal(encode('{'), encode(JSON.stringify([1, 'sessions', ORG, '', 1])));
  await table.update(ORG, () => ({ schema: 1, key: ORG, subject: '', generation: 1, ...sealed }));
  const store = createSessionStore(new SealedTable(table, vault, 'sessions'));
  expect(await store.list()).toEqual([]);
  expect(await store.read(ORG)).toEqual({ ...absentSession(ORG), generation: 1 });
});
