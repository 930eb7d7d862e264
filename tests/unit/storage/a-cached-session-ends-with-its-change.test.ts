import { expect, test } from 'vitest';
import type { SessionStore } from '../../../src/keyring/ports/stores.ts';
import type { ActiveSession, Session } from '../../../src/keyring/session/session.ts';
import { receiveTokens } from '../../../src/keyring/session/token-set.ts';
import { createCachedRecordStore, createCachedSessionStore } from '../../../src/storage/cached-stores.ts';
import { SealedTable } from '../../../src/storage/sealed-table.ts';
import { createSessionStore } from '../../../src/storage/session-store.ts';
import { createMemoryTable } from '../../../src/storage/table.ts';
import { NO_CLAIMS } from '../../support/blank-claims.ts';
import { settle } from '../support/fake-platform.ts';
import { MemoryLeases } from '../support/leases.ts';
import { ADA } from '../support/people.ts';
import { PLAIN_VAULT } from '../support/plain-vault.ts';

const active = (generation: number, organizationId = 'org_acme'): ActiveSession => ({
  organizationId,
  generation,
  status: 'active',
  user: ADA,
  claims: NO_CLAIMS,
  sessionId: 'sid_1',
  tokens: receiveTokens('access', 300, 1000, 0.5),
  credentialId: 'credential_1',
  signedInAt: 1000,
  maxAge: null,
});
const signedOut = (generation: number, organizationId = 'org_acme'): Session => ({
  organizationId,
  generation,
  status: 'signed-out',
});

/** A store that counts its reads and can hold a read or a write back. */
class SlowStore implements SessionStore {
  readonly #store = createSessionStore(new SealedTable(createMemoryTable(), PLAIN_VAULT, 'sessions'));
  reads = 0;
  readGate: Promise<void> = Promise.resolve();
  writeGate: Promise<void> = Promise.resolve();

  async read(organizationId: string): Promise<Session> {
    this.reads += 1;
    const session = await this.#store.read(organizationId);
    await this.readGate;
    return session;
  }

  async list(): Promise<readonly Session[]> {
    this.reads += 1;
    const sessions = await this.#store.list();
    await this.readGate;
    return sessions;
  }

  async compareAndSet(expected: number, next: Session): Promise<boolean> {
    const isWritten = await this.#store.compareAndSet(expected, next);
    await this.writeGate;
    return isWritten;
  }
}

function gate() {
  let open = (): void => {};
  const closed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { closed, open: () => open() };
}

function twoVersions() {
  const store = new SlowStore();
  const leases = new MemoryLeases();
  const [first, second] = [leases.join(), leases.join()];
  return {
    store,
    first: createCachedSessionStore(store, first),
    second: createCachedSessionStore(store, second),
  };
}

test('a session is read from the store once, also after a change of this worker', async () => {
  const { store, first } = twoVersions();
  await first.compareAndSet(0, active(1));
  expect(await first.read('org_acme')).toEqual(active(1));
  expect(await first.read('org_acme')).toEqual(active(1));
  expect(store.reads).toBe(0);
  expect(await first.list()).toEqual([active(1)]);
  expect(await first.list()).toEqual([active(1)]);
  expect(store.reads).toBe(1);
});

test('R42: while a sign-out is written no read gets the session from memory', async () => {
  const { store, first } = twoVersions();
  await first.compareAndSet(0, active(1));
  await first.list();
  const writing = gate();
  store.writeGate = writing.closed;
  const signingOut = first.compareAndSet(1, signedOut(2));
  await settle();
  expect((await first.read('org_acme')).status).toBe('signed-out');
  expect(await first.list()).toEqual([signedOut(2)]);
  writing.open();
  await signingOut;
  expect((await first.read('org_acme')).status).toBe('signed-out');
});

test('R42: a read that a sign-out overtakes brings the session back for no later read', async () => {
  for (const read of ['read', 'list'] as const) {
    const { store, first } = twoVersions();
    await store.compareAndSet(0, active(1));
    const reading = gate();
    store.readGate = reading.closed;
    const early = first[read]('org_acme');
    await first.compareAndSet(1, signedOut(2));
    reading.open();
    await early;
    expect((await first.read('org_acme')).status).toBe('signed-out');
    expect(await first.list()).toEqual([signedOut(2)]);
  }
});

test('R42: after a sign-out in one version of the worker the other one has no session', async () => {
  const { first, second } = twoVersions();
  await first.compareAndSet(0, active(1));
  await first.list();
  expect(await second.compareAndSet(1, signedOut(2))).toBe(true);
  expect((await first.read('org_acme')).status).toBe('signed-out');
  expect(await first.list()).toEqual([signedOut(2)]);
});

test('two lists at the same time read the store once', async () => {
  const { store, first } = twoVersions();
  await store.compareAndSet(0, active(1));
  const lists = await Promise.all([first.list(), first.list()]);
  expect(lists).toEqual([[active(1)], [active(1)]]);
  expect(store.reads).toBe(1);
});

test('R42: a list that begins after a sign-out does not join one that began before, also while another write goes on', async () => {
  for (const isWriting of [false, true]) {
    const { store, first } = twoVersions();
    await store.compareAndSet(0, active(1));
    const [reading, writing] = [gate(), gate()];
    store.readGate = reading.closed;
    const early = first.list();
    await first.compareAndSet(1, signedOut(2));
    store.readGate = Promise.resolve();
    store.writeGate = writing.closed;
    const other = isWriting ? first.compareAndSet(0, active(1, 'org_globex')) : undefined;
    expect(await first.list()).toContainEqual(signedOut(2));
    reading.open();
    writing.open();
    await Promise.all([early, other]);
    expect(await first.list()).toContainEqual(signedOut(2));
  }
});

test('R42: a read that began before this worker held the lease is not kept', async () => {
  for (const read of ['read', 'list'] as const) {
    const store = new SlowStore();
    const lease = { isHeld: false, hold: <T>(write: () => Promise<T>) => write(), onClear: () => {} };
    const cached = createCachedSessionStore(store, lease);
    await store.compareAndSet(0, active(1));
    const reading = gate();
    store.readGate = reading.closed;
    const early = cached[read]('org_acme');
    await settle();
    // The worker that held the lease signs out and ends, so the lease comes to this one.
    await store.compareAndSet(1, signedOut(2));
    lease.isHeld = true;
    reading.open();
    await early;
    expect(await cached.read('org_acme')).toEqual(signedOut(2));
  }
});

test('R28: the store decides: an outdated session in memory replaces nothing and is read again', async () => {
  const { store, first } = twoVersions();
  await first.compareAndSet(0, active(1));
  // A worker of an earlier release does not know the lease.
  await store.compareAndSet(1, active(2));
  expect(await first.compareAndSet(1, active(2))).toBe(false);
  expect((await first.read('org_acme')).generation).toBe(2);
});

test('of two changes at the same time the stored one is read', async () => {
  const { first } = twoVersions();
  const results = await Promise.all([
    first.compareAndSet(0, active(1)),
    first.compareAndSet(0, signedOut(1)),
  ]);
  expect(results).toEqual([true, false]);
  expect(await first.read('org_acme')).toEqual(active(1));
  expect(await first.list()).toEqual([active(1)]);
});

test('records of organizations are read once, and change with each write and deletion', async () => {
  const table = createMemoryTable();
  const sealed = new SealedTable(table, PLAIN_VAULT, 'organizations');
  const leases = new MemoryLeases();
  const [first, second] = [leases.join(), leases.join()].map((lease) =>
    createCachedRecordStore(sealed, lease),
  );
  if (first === undefined || second === undefined) throw new Error('no store');
  await first.put('acme', 1);
  await first.put('globex', 2);
  expect(await first.values()).toEqual([1, 2]);
  await first.put('acme', 3);
  expect([await first.get('acme'), await first.values()]).toEqual([3, [3, 2]]);
  expect(await first.delete('acme')).toBe(3);
  expect([await first.get('acme'), await first.values()]).toEqual([undefined, [2]]);
  await second.put('globex', 4);
  expect([await first.get('globex'), await first.values()]).toEqual([4, [4]]);
});
