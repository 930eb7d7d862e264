import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Note, NoteEvent } from '../../../dev/api/note-store.ts';
import { createSqlNoteStore } from '../../../dev/api/sql-note-store.ts';
import { createSqlStorage, deleteExpired } from '../../../dev/api/sql-storage.ts';
import type { Storage } from '../../../dev/api/storage.ts';
import { createDatabase, type Database, type Driver, type Query } from '../../../dev/database/database.ts';
import { migrate } from '../../../dev/database/migrate.ts';
import { openPglite } from '../../../dev/database/pglite-driver.ts';
import type { StoredPushSubscription } from '../../../server/push/push-subscription.ts';
import { createMemoryPushSubscriptions } from '../../../server/push/push-subscription-store.ts';
import { ACME, GLOBEX, type RunningApi, startApi } from './support.ts';

const MIGRATIONS = 'dev/api/migrations';

let driver: Driver;
let database: Database;
let storage: Storage;
let running: RunningApi;
// One embedded PostgreSQL for all tests of this file: a new one needs seconds.
beforeAll(async () => {
  driver = await openPglite();
  await migrate(driver, MIGRATIONS);
  database = createDatabase(driver);
  storage = createSqlStorage(database);
  running = await startApi({ storage });
}, 120_000);
afterAll(async () => {
  await running.stop();
  await storage.close();
});

const count = async (query: Query, table: string): Promise<number> =>
  Number((await query(`SELECT count(*)::text AS count FROM keyring.${table}`))[0]?.count);
const list = async (org_id: string): Promise<Note[]> =>
  (await running.call('/api/notes', {}, { org_id })).json() as Promise<Note[]>;
const change = (id: string, method: 'PATCH' | 'DELETE', token = {}, text = 'Edited') =>
  running.call(
    `/api/notes/${id}`,
    {
      method,
      ...(method === 'PATCH' && {
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ text }),
      }),
    },
    token,
  );
const add = async (text: string, headers = {}, token = {}): Promise<Note> =>
  (await running.post(text, headers, token)).json() as Promise<Note>;

/** Collects the events of an organization. `take` resolves when so many have arrived. */
async function follow(organizationId: string, after?: string) {
  const events: NoteEvent[] = [];
  let check = (): void => {};
  const stop = await storage.notes.follow(organizationId, after, (arrived) => {
    events.push(...arrived);
    check();
  });
  const take = (size: number): Promise<NoteEvent[]> =>
    new Promise((resolve) => {
      check = () => events.length >= size && resolve(events.splice(0, size));
      check();
    });
  return { stop, take, rest: events };
}

test('the export has every note, also those that the list leaves out', async () => {
  const org_id = 'org_with_many_notes';
  const author = { id: 'user_ada', name: null, email: null };
  await storage.notes.add(org_id, { text: 'The first', author });
  await database.asOrganization(org_id, (query) =>
    query(
      `INSERT INTO keyring.notes (organization_id, added, position, text, author_id)
       SELECT $1, number, number, 'One of many', 'user_ada'
       FROM (SELECT nextval('keyring.note_positions') AS number FROM generate_series(1, 500)) AS numbers`,
      [org_id],
    ),
  );
  const { notes } = await (await running.call('/api/notes/export', {}, { org_id })).json();
  expect(notes.length).toBeGreaterThan(500);
  expect(notes.map(({ text }: Note) => text)).toContain('The first');
  const listed = await list(org_id);
  expect(listed).toHaveLength(500);
  expect(listed.map(({ text }) => text)).not.toContain('The first');
});

describe('row-level security', () => {
  test.each(['notes', 'idempotency_keys', 'seeded_organizations'])(
    'a query of %s without WHERE returns nothing of another organization',
    async (table) => {
      await add('In Acme', { 'Idempotency-Key': `acme-${table}` });
      await add('In Globex', { 'Idempotency-Key': `globex-${table}` }, { org_id: GLOBEX.id });
      const everything = await database.asService((query) => count(query, table));
      const seen = (id: string) =>
        database.asOrganization(id, async (query) => ({
          rows: await count(query, table),
          organizations: await query(`SELECT DISTINCT organization_id FROM keyring.${table}`),
        }));
      const acme = await seen(ACME.id);
      expect(acme.organizations).toEqual([{ organization_id: ACME.id }]);
      expect(acme.rows).toBeGreaterThan(0);
      expect(acme.rows).toBeLessThan(everything);
      expect((await seen('org_none')).rows).toBe(0);
      expect((await seen('')).rows).toBe(0);
    },
  );

  test('R56: a statement without WHERE changes nothing of another organization', async () => {
    const before = await list(GLOBEX.id);
    await database.asOrganization(ACME.id, (query) =>
      query(`UPDATE keyring.notes SET edited_at = now() WHERE false OR true`),
    );
    expect(await list(GLOBEX.id)).toEqual(before);
    expect((await list(ACME.id)).every(({ editedAt }) => editedAt !== undefined)).toBe(true);
  });

  test('R56: a row cannot be written into or moved to another organization', async () => {
    const insert = `INSERT INTO keyring.notes (organization_id, added, position, text, author_id)
      VALUES ('${GLOBEX.id}', 1000001, 1000001, 'Foreign', 'user_ada')`;
    const move = `UPDATE keyring.notes SET organization_id = '${GLOBEX.id}'`;
    for (const statement of [insert, move]) {
      await expect(database.asOrganization(ACME.id, (query) => query(statement))).rejects.toThrow(
        /row-level security/,
      );
    }
  });

  test('the organization and the role end with the transaction', async () => {
    await database.asOrganization(ACME.id, (query) => query('SELECT 1'));
    const [row] = await database.asService((query) =>
      query(`SELECT current_user AS role, current_setting('keyring.organization', true) AS organization`),
    );
    expect(row?.role).not.toBe('keyring_api');
    expect(row?.organization).toBe('');
  });

  test.each([
    'organizations',
    'tickets',
    'ended_sessions',
    'submissions',
    'push_subscriptions',
    'webhook_events',
    'migrations',
  ])('the role of the API cannot read %s', async (table) => {
    await expect(database.asOrganization(ACME.id, (query) => count(query, table))).rejects.toThrow(
      /permission denied/,
    );
  });

  test('R56: the role has neither BYPASSRLS nor a login, and owns no table', async () => {
    const [role] = await database.asService((query) =>
      query(`SELECT rolbypassrls, rolcanlogin, rolsuper,
        (SELECT count(*)::text FROM pg_class WHERE relowner = pg_roles.oid) AS owned
        FROM pg_roles WHERE rolname = 'keyring_api'`),
    );
    expect(role).toEqual({ rolbypassrls: false, rolcanlogin: false, rolsuper: false, owned: '0' });
  });
});

describe('notes', () => {
  test('a note has the same form as in memory and is listed last in its organization', async () => {
    const before = await list(ACME.id);
    const note = await add('  Ship it  ', { 'Idempotency-Key': 'form' });
    expect(note).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      text: 'Ship it',
      author: { id: 'user_ada', name: 'Ada Lovelace', email: 'ada@example.com' },
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      submission: 'form',
    });
    expect(await list(ACME.id)).toEqual([...before, note]);
  });

  test('an organization starts with its first notes once, oldest first', async () => {
    const [first, second] = await Promise.all([list('org_initech'), list('org_initech')]);
    expect(first).toHaveLength(3);
    expect(second).toEqual(first);
    const dates = first.map(({ createdAt }) => createdAt);
    expect(dates).toEqual(dates.toSorted());
  });

  test('twenty requests with one key add one note', async () => {
    const key = { 'Idempotency-Key': 'twenty' };
    const responses = await Promise.all(Array.from({ length: 20 }, () => running.post('Once', key)));
    const notes = await Promise.all(responses.map((response) => response.json()));
    expect(new Set(notes.map(({ id }) => id)).size).toBe(1);
    expect(responses.filter(({ headers }) => headers.has('Idempotency-Replayed'))).toHaveLength(19);
    expect((await running.post('Other', key)).status).toBe(422);
    expect((await running.post('Once', key, { sub: 'user_grace' })).headers.has('Idempotency-Replayed')).toBe(
      false,
    );
    expect((await list(ACME.id)).filter(({ text }) => text === 'Once')).toHaveLength(2);
  });

  test('a key is known for 30 days and then deleted', async () => {
    await add('Old', { 'Idempotency-Key': 'old' });
    const age = (interval: string) =>
      database.asService((query) =>
        query(
          `UPDATE keyring.idempotency_keys SET expires_at = expires_at - interval '${interval}' WHERE key = 'old'`,
        ),
      );
    await age('29 days 23 hours');
    await deleteExpired(database);
    expect(
      (await running.post('Old', { 'Idempotency-Key': 'old' })).headers.has('Idempotency-Replayed'),
    ).toBe(true);
    await age('1 hour');
    await deleteExpired(database);
    expect(
      (await running.post('Old', { 'Idempotency-Key': 'old' })).headers.has('Idempotency-Replayed'),
    ).toBe(false);
  });

  test('a note of another organization can be neither edited nor deleted', async () => {
    const note = await add('In Acme only');
    for (const method of ['PATCH', 'DELETE'] as const)
      expect((await change(note.id, method, { org_id: GLOBEX.id })).status).toBe(404);
    expect((await list(ACME.id)).at(-1)).toEqual(note);
  });
});

describe('the feed', () => {
  test('additions, edits and deletions arrive in order, in their organization only', async () => {
    const [acme, globex] = [await follow(ACME.id), await follow(GLOBEX.id)];
    const note = await add('Live');
    await change(note.id, 'PATCH');
    await change(note.id, 'DELETE');
    const events = await acme.take(3);
    expect(events.map(({ type }) => type)).toEqual(['note', 'note-changed', 'note-deleted']);
    expect(new Set(events.map(({ id }) => id)).size).toBe(3);
    const other = await add('In Globex', {}, { org_id: GLOBEX.id });
    expect(await globex.take(1)).toEqual([{ type: 'note', id: other.id, note: other }]);
    acme.stop();
    globex.stop();
  });

  test('a reader that resumes gets what it missed, and then new notes, each once', async () => {
    const reader = await follow(ACME.id);
    const seen = await add('Seen');
    const [last] = await reader.take(1);
    reader.stop();
    const missed = [await add('Missed 1'), await add('Missed 2')];
    await change(seen.id, 'PATCH', {}, 'Seen and edited');
    const again = await follow(ACME.id, last?.id);
    const live = await add('Live');
    const events = await again.take(4);
    expect(events.map(({ type }) => type)).toEqual(['note', 'note', 'note-changed', 'note']);
    expect(events.map((event) => ('note' in event ? event.note.id : ''))).toEqual([
      ...missed.map(({ id }) => id),
      seen.id,
      live.id,
    ]);
    again.stop();
    const afterEdit = await follow(ACME.id, events[2]?.id);
    expect((await afterEdit.take(1))[0]?.id).toBe(live.id);
    afterEdit.stop();
  });

  test('a reader that is ahead of the database, e.g. of a restored backup, gets all notes and the later ones', async () => {
    const kept = await list(ACME.id);
    const reader = await follow(ACME.id, '0a1b2c3d-0000-4000-8000-000000000000:999999999999999');
    const live = await add('Live');
    const events = (await reader.take(1)).concat(reader.rest);
    const ids = events.map((event) => ('note' in event ? event.note.id : ''));
    expect(ids).toEqual(expect.arrayContaining(kept.map(({ id }) => id)));
    await expect.poll(() => [...ids, ...reader.rest.map(({ id }) => id)]).toContain(live.id);
    reader.stop();
  });

  test('notes that are added while a reader starts are neither lost nor repeated', async () => {
    const before = (await list(ACME.id)).at(-1)?.id;
    const adding = Promise.all(Array.from({ length: 30 }, (_, index) => add(`Race ${index}`)));
    const readers = await Promise.all(Array.from({ length: 5 }, () => follow(ACME.id, before)));
    const ids = (await adding).map(({ id }) => id);
    for (const reader of readers) {
      const events = await reader.take(30);
      expect(new Set(events.map(({ id }) => id))).toEqual(new Set(ids));
      expect(reader.rest).toEqual([]);
      reader.stop();
    }
  });

  test('a reader whose start takes long loses no note to a reader that starts meanwhile', async () => {
    const [seen, missed] = [await add('Seen'), await add('Missed')];
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    let isRead = false;
    /** A process whose answer to the read of the missed notes comes late. */
    const slow = createSqlNoteStore({
      ...database,
      async asOrganization(organizationId, work) {
        let isLate = false;
        const result = await database.asOrganization(organizationId, (query) =>
          work((text, parameters) => {
            isLate ||= parameters?.[0] === seen.id;
            return query(text, parameters);
          }),
        );
        isRead ||= isLate;
        if (isLate) await gate;
        return result;
      },
    });
    const ids: string[] = [];
    const late = slow.follow(ACME.id, seen.id, (arrived) => {
      ids.push(...arrived.map((event) => ('note' in event ? event.note.id : '')));
    });
    await expect.poll(() => isRead).toBe(true);
    const during = await add('During the start');
    const stopOther = await slow.follow(ACME.id, undefined, () => {});
    release();
    const stopLate = await late;
    const live = await add('Live');
    await expect.poll(() => ids).toContain(live.id);
    expect(ids).toEqual([missed.id, during.id, live.id]);
    stopOther();
    stopLate();
    slow.close();
  });
});

test('migrations are applied once, and those of another process are kept', async () => {
  expect(await migrate(driver, MIGRATIONS)).toEqual([]);
});

test('push subscriptions are stored in the database as in memory, the latest ones of each user', async () => {
  const keys = { p256dh: 'public', auth: 'secret' };
  const of = (endpoint: string, userId = 'user_ada', sessionId = 'session_1') => ({
    endpoint: `https://push.test/${endpoint}`,
    userId,
    sessionId,
    keys,
  });
  for (const store of [storage.pushSubscriptions, createMemoryPushSubscriptions()]) {
    const endpoints = async (userId = 'user_ada') =>
      (await store.list(userId)).map(({ endpoint, sessionId }) => `${endpoint.slice(18)} ${sessionId}`);
    // The embedded database counts milliseconds, and two subscriptions of one millisecond have no order.
    const put = async (subscription: StoredPushSubscription): Promise<void> => {
      await store.put(subscription, 3);
      const after = Date.now();
      while (Date.now() === after) await new Promise(setImmediate);
    };
    await put(of('1'));
    await put(of('2'));
    await put({ ...of('1'), keys: { ...keys, auth: 'another secret' } });
    await put(of('1', 'user_grace'));
    expect(await store.list('user_ada')).toEqual([
      of('2'),
      { ...of('1'), keys: { ...keys, auth: 'another secret' } },
    ]);
    await put(of('1', 'user_ada', 'session_2'));
    await put(of('3'));
    expect(await endpoints()).toEqual(['1 session_1', '1 session_2', '3 session_1']);
    await store.delete({ userId: 'user_ada', sessionId: 'session_2' });
    await store.delete({ endpoint: of('3').endpoint, userId: 'user_grace' });
    expect(await endpoints()).toEqual(['1 session_1', '3 session_1']);
    await store.delete({ endpoint: of('1').endpoint });
    expect([await endpoints(), await endpoints('user_grace')]).toEqual([['3 session_1'], []]);
  }
});

test('a webhook event is handled once, and the claim of a process that was killed ends', async () => {
  const { webhookEvents } = storage;
  const claim = (id: string, lifetime = 60_000) => webhookEvents.claim(id, lifetime);
  expect([await claim('event_1'), await claim('event_1')]).toEqual(['claimed', 'running']);
  await webhookEvents.release('event_1');
  expect(await claim('event_1')).toBe('claimed');
  await webhookEvents.finish('event_1', 60_000);
  // A late failure of another process must not forget that the event was handled.
  await webhookEvents.release('event_1');
  expect(await claim('event_1')).toBe('handled');
  expect([await claim('event_2', 0), await claim('event_2')]).toEqual(['claimed', 'claimed']);
});

test('a message reaches every subscriber of its topic', async () => {
  const received = new Promise<string>((resolve) => storage.messages.subscribe('presence', resolve));
  const others: string[] = [];
  storage.messages.subscribe('revocation', (message) => others.push(message));
  await storage.messages.publish('presence', 'two\nlines');
  expect(await received).toBe('two\nlines');
  expect(others).toEqual([]);
  await expect(storage.messages.publish('presence', 'x'.repeat(8_000))).rejects.toThrow(RangeError);
});

test('a created organization has a unique id and slug, and no example notes', async () => {
  const created = { id: 'org_new', slug: 'new', name: 'New', createdBy: 'user_ada' };
  expect(await storage.organizations.add(created)).toBe(true);
  expect(await storage.organizations.add({ ...created, id: 'org_other' })).toBe(false);
  expect(await storage.organizations.list()).toEqual([created]);
  expect(await list('org_new')).toEqual([]);
});
