import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ActiveSession } from '../../../src/keyring/session/session.ts';
import { receiveTokens } from '../../../src/keyring/session/token-set.ts';
import { Durability } from '../../../src/storage/durability.ts';
import { cacheStorage } from '../../../sw/cached-storage.ts';
import { chooseVault, type KeyringStorage } from '../../../sw/choose-vault.ts';
import type { HostVault } from '../../../sw/host-vault.ts';
import { WorkerCacheLease } from '../../../sw/worker-cache-lease.ts';
import { NO_CLAIMS } from '../../support/blank-claims.ts';
import { ADA } from '../support/people.ts';
import { freshIndexedDb } from '../support/tables.ts';
import { MemoryLocks } from '../support/web-locks.ts';

const COUNT = 20;
const KEYS = { old: 7, current: 8 };

const sealedBy = (...keys: number[]): HostVault => ({
  mode: 'sealed',
  keys: keys.map((byte) => new Uint8Array(32).fill(byte)),
});

/** The storage of a worker that holds the lease. */
async function startWorker(vault: HostVault): Promise<KeyringStorage> {
  vi.stubGlobal('navigator', { locks: new MemoryLocks() });
  const lease = new WorkerCacheLease();
  await lease.request();
  const durability = new Durability(() => {});
  return cacheStorage(chooseVault(vault, durability), lease, durability);
}

const session = (number: number): ActiveSession => ({
  organizationId: `org_${number}`,
  generation: 1,
  status: 'active',
  user: ADA,
  claims: NO_CLAIMS,
  sessionId: 'sid_1',
  tokens: receiveTokens('access', 300, 1000, 0.5),
  credentialId: 'credential_1',
  signedInAt: 1000,
  maxAge: null,
});

/** Stores sessions and organizations, as an earlier worker did. */
async function storeAll(vault: HostVault): Promise<void> {
  const { sessions, organizations } = await startWorker(vault);
  for (let number = 0; number < COUNT; number += 1) {
    await sessions.compareAndSet(0, session(number));
    await organizations.put(`slug-${number}`, { number });
  }
}

let opened: { readonly mock: { readonly calls: unknown[] } };
const openedSince = (before: number): number => opened.mock.calls.length - before;

beforeEach(() => {
  freshIndexedDb();
  vi.stubGlobal(
    'BroadcastChannel',
    class extends EventTarget {
      postMessage(): void {}
    },
  );
  opened = vi.spyOn(crypto.subtle, 'decrypt');
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

test('the migration at each start opens no session that was opened before, and the sessions stay in memory', async () => {
  await storeAll(sealedBy(KEYS.current));
  const storage = await startWorker(sealedBy(KEYS.current));
  const before = opened.mock.calls.length;
  expect(await storage.sessions.list()).toHaveLength(COUNT);
  expect(openedSince(before)).toBe(COUNT);
  expect(await storage.clearOutdated()).toBe(false);
  expect(await storage.sessions.list()).toHaveLength(COUNT);
  await storage.sessions.read('org_0');
  expect(openedSince(before)).toBe(COUNT);
});

test('sessions that were opened with an earlier key stay in memory while they are sealed with the current one', async () => {
  await storeAll(sealedBy(KEYS.old));
  const storage = await startWorker(sealedBy(KEYS.current, KEYS.old));
  const listed = await storage.sessions.list();
  expect(await storage.clearOutdated()).toBe(false);
  const before = opened.mock.calls.length;
  expect(await storage.sessions.list()).toEqual(listed);
  expect(openedSince(before)).toBe(0);
  // The next worker has only the current key.
  const next = await startWorker(sealedBy(KEYS.current));
  expect(await next.sessions.list()).toEqual(listed);
});

test('a page that opens one organization makes the worker open no other one again', async () => {
  await storeAll(sealedBy(KEYS.current));
  const { organizations } = await startWorker(sealedBy(KEYS.current));
  const before = opened.mock.calls.length;
  expect(await organizations.values()).toHaveLength(COUNT);
  expect(openedSince(before)).toBe(COUNT);
  // The back end has confirmed it.
  await organizations.put('slug-3', { number: 3, isConfirmed: true });
  await organizations.delete('slug-4');
  const values = await organizations.values();
  expect(values).toHaveLength(COUNT - 1);
  expect(values).toContainEqual({ number: 3, isConfirmed: true });
  expect(await organizations.get('slug-5')).toEqual({ number: 5 });
  expect(openedSince(before)).toBe(COUNT + 1);
});

test('R2: sessions of a device key are deleted by a sealed vault, and none of them stays in memory', async () => {
  await storeAll({ mode: 'device', keys: [] });
  const storage = await startWorker(sealedBy(KEYS.current));
  // A record that does not open keeps its generation, so it is not as if there were none.
  expect(await storage.sessions.read('org_0')).toMatchObject({ status: 'absent', generation: 1 });
  expect(await storage.clearOutdated()).toBe(true);
  expect(await storage.sessions.read('org_0')).toMatchObject({ status: 'absent', generation: 0 });
});
