import { describe, expect, test } from 'vitest';
import { Journal } from '../../../src/keyring/log/event-log.ts';
import { parseJournalEntry } from '../../../src/protocol/log.ts';
import { SealedTable } from '../../../src/storage/sealed-table.ts';
import { createMemoryTable } from '../../../src/storage/table.ts';
import { keyringErrorOf } from '../support/errors.ts';
import { NO_ANSWER } from '../support/fake-authkit.ts';
import { FakePlatform } from '../support/fake-platform.ts';
import { createKeyring, createSignedInKeyring } from '../support/keyring.ts';
import { ACME, GLOBEX } from '../support/people.ts';
import { PLAIN_VAULT } from '../support/plain-vault.ts';

/** A journal whose writes happen when the test says so. */
function createJournal(table = createMemoryTable()) {
  const platform = new FakePlatform();
  const deferred: (() => Promise<void>)[] = [];
  const records = new SealedTable(table, PLAIN_VAULT, 'journal');
  const journal = new Journal(records, platform, (write) => deferred.push(write));
  return { journal, platform, table, deferred, write: () => deferred.shift()?.() };
}

describe('the journal', () => {
  test('has one line for equal events in a row: their number, the last time, the longest one', async () => {
    const { journal, platform } = createJournal();
    for (const duration of [3, 9, 4]) {
      platform.time += 1000;
      journal.note({ event: 'call', organizationId: ACME.id, detail: 'url', duration });
    }
    journal.note({ event: 'call', organizationId: GLOBEX.id, detail: 'url', duration: 5 });
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

  test('is written once for a burst, and read by the next worker', async () => {
    const { journal, deferred, write, table } = createJournal();
    journal.note({ event: 'worker-started' });
    journal.note({ event: 'signed-in', organizationId: ACME.id });
    expect(deferred).toHaveLength(1);
    await write();
    const next = createJournal(table);
    next.journal.note({ event: 'worker-started' });
    const events = (await next.journal.entries()).map(({ event }) => event);
    expect(events).toEqual(['worker-started', 'signed-in', 'worker-started']);
  });

  test('keeps the last 400 lines', async () => {
    const { journal, write } = createJournal();
    for (let index = 0; index < 450; index += 1) {
      journal.note({ event: 'signed-out', organizationId: `org_${index}` });
      if (index % 100 === 0) await write();
    }
    const entries = await journal.entries();
    expect(entries).toHaveLength(400);
    expect(entries.at(-1)?.organizationId).toBe('org_449');
  });

  test('reads a journal that somebody tampered with as an empty one', async () => {
    const { journal, table } = createJournal();
    const records = new SealedTable(table, PLAIN_VAULT, 'journal');
    await records.put('entries', [{ event: 'call', at: 1, detail: 'eyJhbGciOi', count: 1 }]);
    expect(await journal.entries()).toEqual([]);
  });

  test('can be emptied', async () => {
    const { journal, write } = createJournal();
    journal.note({ event: 'worker-started' });
    await write();
    await journal.clear();
    expect(await journal.entries()).toEqual([]);
  });
});

test('R1: an entry has no place for anything but closed words, an organization and numbers', () => {
  const entry = { at: 1, event: 'call', organizationId: 'org_acme', detail: 'url', duration: 1, count: 1 };
  expect(parseJournalEntry({ ...entry, token: 'secret' })).toEqual(entry);
  expect(() => parseJournalEntry({ ...entry, detail: 'a word of its own' })).toThrow();
  expect(() => parseJournalEntry({ ...entry, event: 'a word of its own' })).toThrow();
});

describe('the core writes down', () => {
  test('a sign-in from its start', async () => {
    const { signIn, notes } = createKeyring();
    await signIn(ACME);
    expect(notes).toEqual([
      { event: 'sign-in-started', organizationId: ACME.id, detail: 'requested' },
      { event: 'signed-in', organizationId: ACME.id },
    ]);
  });

  test('a refused sign-in with its reason, and a sign-out', async () => {
    const { manager, notes, begin, authkit } = await createSignedInKeyring();
    notes.length = 0;
    await manager.signOut([ACME.id]);
    const { state } = authkit.flowOf(await begin(ACME));
    await manager.finishAuthorization(
      new URL(`https://app.test/auth/callback?state=${state}&error=access_denied`),
    );
    expect(notes).toEqual([
      { event: 'signed-out', organizationId: ACME.id },
      { event: 'sign-in-started', organizationId: ACME.id, detail: 'requested' },
      { event: 'sign-in-failed', organizationId: ACME.id, detail: 'access_denied' },
    ]);
  });

  test('a refresh with whether somebody waited, and how long it took', async () => {
    const { manager, platform, notes } = await createSignedInKeyring();
    notes.length = 0;
    platform.time += 301_000;
    await manager.accessToken(ACME);
    expect(notes).toEqual([
      { event: 'refreshed', organizationId: ACME.id, detail: 'waiting', duration: expect.any(Number) },
    ]);
  });

  test('a refresh that failed, and as what', async () => {
    const { manager, platform, notes, authkit } = await createSignedInKeyring();
    notes.length = 0;
    platform.time += 301_000;
    platform.online = false;
    authkit.script(ACME.id, NO_ANSWER);
    await keyringErrorOf(manager.accessToken(ACME));
    expect(notes).toEqual([
      { event: 'refresh-failed', organizationId: ACME.id, detail: 'offline', duration: expect.any(Number) },
    ]);
  });
});
