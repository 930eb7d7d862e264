import { describe, expect, test } from 'vitest';
import { type ActiveSession, absentSession, type Session } from '../../../src/keyring/session/session.ts';
import { receiveTokens } from '../../../src/keyring/session/token-set.ts';
import { SealedTable } from '../../../src/storage/sealed-table.ts';
import { createSessionStore } from '../../../src/storage/session-store.ts';
import { createMemoryKey, createVault } from '../../../src/storage/vault.ts';
import { NO_CLAIMS } from '../../support/blank-claims.ts';
import { ADA } from '../support/people.ts';
import { TABLES } from '../support/tables.ts';

const active = (generation: number, organizationId = 'org_acme'): ActiveSession => ({
  organizationId,
  generation,
  status: 'active',
  user: ADA,
  sessionId: 'sid_1',
  tokens: receiveTokens('canary-access', 300, 1000, 0.5),
  credentialId: 'credential_1',
  signedInAt: 1000,
  maxAge: null,
  claims: NO_CLAIMS,
});

describe.each(TABLES)('R28: a session store over %s', (_kind, create) => {
  const createStore = () => {
    const table = create();
    const sealed = new SealedTable(table, createVault(createMemoryKey()), 'sessions');
    return { table, store: createSessionStore(sealed) };
  };

  test('knows nothing at first', async () => {
    const { store } = createStore();
    expect(await store.read('org_acme')).toEqual(absentSession('org_acme'));
    expect(await store.list()).toEqual([]);
  });

  test('keeps a session of every kind as it was', async () => {
    const { store } = createStore();
    const sessions: readonly Session[] = [
      active(1),
      {
        organizationId: 'org_acme',
        generation: 2,
        status: 'needs-authorization',
        reason: 'revoked',
        user: ADA,
      },
      { organizationId: 'org_acme', generation: 3, status: 'signed-out' },
      { ...active(4), user: { ...ADA, name: null } },
    ];
    for (const [index, session] of sessions.entries()) {
      expect(await store.compareAndSet(index, session)).toBe(true);
      expect(await store.read('org_acme')).toEqual(session);
      expect(await store.list()).toEqual([session]);
    }
  });

  test('overwrites only the expected generation', async () => {
    const { store } = createStore();
    expect(await store.compareAndSet(1, active(2))).toBe(false);
    expect(await store.compareAndSet(0, active(1))).toBe(true);
    expect(await store.compareAndSet(0, active(1))).toBe(false);
    expect(await store.compareAndSet(2, active(3))).toBe(false);
    expect(await store.read('org_acme')).toEqual(active(1));
  });

  test('lets one of many writers through, in every round', async () => {
    const { store } = createStore();
    for (let generation = 0; generation < 5; generation += 1) {
      const written = await Promise.all(
        Array.from({ length: 8 }, () => store.compareAndSet(generation, active(generation + 1))),
      );
      expect(written.filter(Boolean)).toHaveLength(1);
    }
  });

  test('keeps organizations apart', async () => {
    const { store } = createStore();
    await Promise.all([store.compareAndSet(0, active(1)), store.compareAndSet(0, active(1, 'org_globex'))]);
    expect(await store.compareAndSet(1, active(2))).toBe(true);
    expect(await store.read('org_globex')).toEqual(active(1, 'org_globex'));
    expect(await store.list()).toHaveLength(2);
  });

  test('R2: no token or name is stored unencrypted, and no two ciphertexts are equal', async () => {
    const { store, table } = createStore();
    const seals = new Set<string>();
    for (let generation = 0; generation < 5; generation += 1) {
      await store.compareAndSet(generation, active(generation + 1));
      const record = (await table.get('org_acme')) as { iv: Uint8Array; ciphertext: Uint8Array };
      const bytes = Buffer.from(record.ciphertext).toString('latin1');
      expect(bytes + JSON.stringify({ ...record, ciphertext: '' })).not.toMatch(
        /canary|Lovelace|example\.com/,
      );
      expect(record.iv).toHaveLength(12);
      seals.add(Buffer.from(record.iv).toString('hex'));
    }
    expect(seals.size).toBe(5);
  });
});
