import { describe, expect, test, vi } from 'vitest';
import { EventLog } from '../../../../src/keyring/log/event-log.ts';
import type { RecordStore } from '../../../../src/keyring/ports/stores.ts';
import { parseLogEntry } from '../../../../src/protocol/log.ts';
import { SealedTable } from '../../../../src/storage/sealed-table.ts';
import { createMemoryTable } from '../../../../src/storage/table.ts';
import { keyringErrorOf } from '../../support/errors.ts';
import { NO_ANSWER } from '../../support/fake-authkit.ts';
import { FakePlatform, settle } from '../../support/fake-platform.ts';
import { createKeyring, createSignedInKeyring } from '../../support/keyring.ts';
import { ACME, GLOBEX } from '../../support/people.ts';
import { PLAIN_VAULT } from '../../support/plain-vault.ts';

/** A journal whose writes happen when the test says so. */
function createEventLog(table = createMemoryTable()) {
  const platform = new FakePlatform();
  const deferred: (() => Promise<void>)[] = [];
  const records = new SealedTable(table, PLAIN_VAULT, 'journal');
  const journal = new EventLog(records, platform, (write) => deferred.push(write));
  return { journal, platform, table, deferred, write: () => deferred.shift()?.() };
}

describe('the journal', () => {
  test('has one line for equal events in a row: their number, the last time, the longest one', async () => {
    const { journal, platform } = createEventLog();
    for (const duration of [3, 9, 4]) {
      platform.time += 1000;
      journal.add({ event: 'call', organizationId: ACME.id, detail: 'url', duration });
    }
    journal.add({ event: 'call', organizationId: GLOBEX.id, detail: 'url', duration: 5 });
    expect(await journal.entries()).toEqual([
      {
        at: platform.time,
        event: 'call',
        organizationId: ACME.id,
        detail: 'url',
        duration: 9,
        count: 3,
      },
      {
        at: platform.time,
        event: 'call',
        organizationId: GLOBEX.id,
        detail: 'url',
        duration: 5,
        count: 1,
      },
    ]);
  });

  test('R42: a write in progress puts nothing of the earlier user back', async () => {
    const { journal, table, write } = createEventLog();
    journal.add({ event: 'call', organizationId: ACME.id });
    await write();
    journal.add({ event: 'call', organizationId: GLOBEX.id });
    const writing = write();
    await journal.clear();
    await writing;
    expect(await journal.entries()).toEqual([]);
    expect(await table.entries()).toEqual([]);
  });

  test('R42: of two writes in progress, none puts anything of the earlier user back', async () => {
    const records = new SealedTable(createMemoryTable(), PLAIN_VAULT, 'journal');
    let endFirst: () => void = () => {};
    const slow = new Promise<void>((resolve) => (endFirst = resolve));
    const deferred: (() => Promise<void>)[] = [];
    const store: RecordStore = {
      get: (key) => records.get(key),
      values: () => records.values(),
      delete: (key) => records.delete(key),
      put: vi.fn(records.put.bind(records)).mockImplementationOnce(async (key, value) => {
        await slow;
        await records.put(key, value);
      }),
    };
    const journal = new EventLog(store, new FakePlatform(), (write) => deferred.push(write));
    journal.add({ event: 'call', organizationId: ACME.id });
    const first = deferred.shift()?.();
    await settle();
    journal.add({ event: 'call', organizationId: GLOBEX.id });
    const second = deferred.shift()?.();
    await settle();
    const clearing = journal.clear();
    await settle();
    endFirst();
    await Promise.all([first, second, clearing]);
    expect(await journal.entries()).toEqual([]);
  });

  test('is written once for a burst, and read by the next worker', async () => {
    const { journal, deferred, write, table } = createEventLog();
    journal.add({ event: 'worker-started' });
    journal.add({ event: 'signed-in', organizationId: ACME.id });
    expect(deferred).toHaveLength(1);
    await write();
    const next = createEventLog(table);
    next.journal.add({ event: 'worker-started' });
    const events = (await next.journal.entries()).map(({ event }) => event);
    expect(events).toEqual(['worker-started', 'signed-in', 'worker-started']);
  });

  test('keeps the last 400 lines', async () => {
    const { journal, write } = createEventLog();
    for (let index = 0; index < 450; index += 1) {
      journal.add({ event: 'signed-out', organizationId: `org_${index}` });
      if (index % 100 === 0) await write();
    }
    const entries = await journal.entries();
    expect(entries).toHaveLength(400);
    expect(entries.at(-1)?.organizationId).toBe('org_449');
  });

  test('reads a log that was tampered with as an empty one', async () => {
    const { journal, table } = createEventLog();
    const records = new SealedTable(table, PLAIN_VAULT, 'journal');
    await records.put('entries', [{ event: 'call', at: 1, detail: 'eyJhbGciOi', count: 1 }]);
    expect(await journal.entries()).toEqual([]);
  });

  test('can be emptied', async () => {
    const { journal, write } = createEventLog();
    journal.add({ event: 'worker-started' });
    await write();
    await journal.clear();
    expect(await journal.entries()).toEqual([]);
  });
});

test('R1: an entry contains only known words, an organization and numbers', () => {
  const entry = { at: 1, event: 'call', organizationId: 'org_acme', detail: 'url', duration: 1, count: 1 };
  expect(parseLogEntry({ ...entry, token: 'secret' })).toEqual(entry);
  expect(() => parseLogEntry({ ...entry, detail: 'an unknown word' })).toThrow();
  expect(() => parseLogEntry({ ...entry, event: 'an unknown word' })).toThrow();
});

describe('the core writes down', () => {
  test('a sign-in from its start', async () => {
    const { signIn, logged } = createKeyring();
    await signIn(ACME);
    expect(logged).toEqual([
      { event: 'sign-in-started', organizationId: ACME.id, detail: 'requested' },
      { event: 'signed-in', organizationId: ACME.id },
    ]);
  });

  test('a refused sign-in with its reason, and a sign-out', async () => {
    const { manager, logged, begin, authkit } = await createSignedInKeyring();
    logged.length = 0;
    await manager.signOut([ACME.id]);
    const { state } = authkit.flowOf(await begin(ACME));
    await manager.finishSignIn(new URL(`https://app.test/auth/callback?state=${state}&error=access_denied`));
    expect(logged).toEqual([
      { event: 'signed-out', organizationId: ACME.id },
      { event: 'sign-in-started', organizationId: ACME.id, detail: 'requested' },
      { event: 'sign-in-failed', organizationId: ACME.id, detail: 'access_denied' },
    ]);
  });

  test('a refresh: whether a caller waited, and its duration', async () => {
    const { manager, platform, logged } = await createSignedInKeyring();
    logged.length = 0;
    platform.time += 301_000;
    await manager.accessToken(ACME);
    expect(logged).toEqual([
      { event: 'refreshed', organizationId: ACME.id, detail: 'waiting', duration: expect.any(Number) },
    ]);
  });

  test('a refresh that failed, and as what', async () => {
    const { manager, platform, logged, authkit } = await createSignedInKeyring();
    logged.length = 0;
    platform.time += 301_000;
    platform.online = false;
    authkit.script(ACME.id, NO_ANSWER);
    await keyringErrorOf(manager.accessToken(ACME));
    expect(logged).toEqual([
      { event: 'refresh-failed', organizationId: ACME.id, detail: 'offline', duration: expect.any(Number) },
    ]);
  });
});
