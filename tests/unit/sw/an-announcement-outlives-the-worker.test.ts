import { describe, expect, test } from 'vitest';
import { parsePaths } from '../../../src/protocol/parse-paths.ts';
import { plain } from '../../../sw/fetch/announcement-records.ts';
import { Announcements } from '../../../sw/fetch/announcements.ts';
import { neverAsked } from '../support/never-asked.ts';
import { slug } from '../support/people.ts';
import { TABLES } from '../support/tables.ts';

const PATHS = parsePaths();

const acme = slug('acme');
const globex = slug('globex');

describe.each(TABLES)('R10: announcements over %s', (_kind, create) => {
  test('each client has its own, and the last one counts', async () => {
    const announcements = new Announcements(create(), PATHS, neverAsked);
    await announcements.set('client-1', 'GET', plain(acme));
    await announcements.set('client-2', 'GET', plain(acme));
    await announcements.set('client-2', 'GET', plain(globex));
    await announcements.set('client-3', 'GET', plain(globex));
    await announcements.set('client-3', 'GET', plain(null));
    const told = ['client-1', 'client-2', 'client-3', 'client-4', ''].map((id) =>
      announcements.get(id, 'GET'),
    );
    // A client that announced nothing is not one that announced none.
    expect(await Promise.all(told)).toEqual([acme, globex, null, undefined, undefined]);
  });

  test('R36: an acknowledged announcement is kept across a restart', async () => {
    const table = create();
    await new Announcements(table, PATHS, neverAsked).set('client-1', 'GET', plain(acme));
    expect(await new Announcements(table, PATHS, neverAsked).get('client-1', 'GET')).toBe(acme);
    await new Announcements(table, PATHS, neverAsked).set('client-1', 'GET', plain(null));
    expect(await new Announcements(table, PATHS, neverAsked).get('client-1', 'GET')).toBeNull();
  });

  test('R4: an unreadable record is no announcement', async () => {
    const table = create();
    for (const planted of ['ACME', 'sessions', 7, { slug: 'acme' }, ['ACME'], [], [['acme']], undefined]) {
      await table.update('client-1:get', () => planted);
      expect(await new Announcements(table, PATHS, neverAsked).get('client-1', 'GET')).toBeUndefined();
    }
  });

  test('reads and writes are announced separately, because they overtake each other', async () => {
    const announcements = new Announcements(create(), PATHS, neverAsked);
    await announcements.set('client-1', 'GET', plain(acme));
    expect(await announcements.get('client-1', 'POST')).toBeUndefined();
    await announcements.set('client-1', 'POST', plain(globex));
    expect(await announcements.get('client-1', 'GET')).toBe(acme);
    for (const method of ['POST', 'PUT', 'DELETE'])
      expect(await announcements.get('client-1', method)).toBe(globex);
  });

  test('R4, R42: a record under a key that is no text keeps no other record from its deletion', async () => {
    const table = create();
    const announcements = new Announcements(table, PATHS, neverAsked);
    for (const key of [7, new Date(0), ['client-1:get'], new Uint8Array(4)])
      await table.update(key as never, () => 'acme');
    await announcements.set('client-1', 'GET', plain(acme));
    await announcements.set('client-2', 'GET', plain(globex));
    await announcements.deleteGone(async () => new Set(['client-2']));
    expect(await table.entries()).toEqual([['client-2:get', globex]]);
  });

  test('R42: the announcements of closed clients are deleted, and open clients keep theirs', async () => {
    const table = create();
    const announcements = new Announcements(table, PATHS, neverAsked);
    await announcements.set('client-1', 'GET', plain(acme));
    await announcements.set('client-1', 'POST', plain(acme));
    await announcements.set('client-2', 'GET', plain(globex));
    await announcements.deleteGone(async () => new Set(['client-2']));
    expect(await table.entries()).toEqual([['client-2:get', globex]]);
    expect(await new Announcements(table, PATHS, neverAsked).get('client-1', 'GET')).toBeUndefined();
    expect(await new Announcements(table, PATHS, neverAsked).get('client-2', 'GET')).toBe(globex);
  });

  test('R10: the last call of a closed page is still bound, also by a worker that has just started', async () => {
    const table = create();
    await new Announcements(table, PATHS, neverAsked).set('client-1', 'POST', plain(acme));
    const announcements = new Announcements(table, PATHS, neverAsked);
    await announcements.deleteGone(async () => new Set());
    expect(await announcements.get('client-1', 'POST')).toBe(acme);
  });

  test('R10: a client that announces itself during the clean-up keeps its announcement', async () => {
    const table = create();
    const announcements = new Announcements(table, PATHS, neverAsked);
    await announcements.set('client-1', 'GET', plain(acme));
    let found: (alive: ReadonlySet<string>) => void = () => {};
    const looking = announcements.deleteGone(
      () =>
        new Promise((resolve) => {
          found = resolve;
        }),
    );
    await announcements.set('new client', 'GET', plain(globex));
    await new Promise((resolve) => setTimeout(resolve));
    found(new Set(['client-1']));
    await looking;
    expect(await new Announcements(table, PATHS, neverAsked).get('new client', 'GET')).toBe(globex);
  });

  test('R10: a client that returns from the back/forward cache during the clean-up keeps its announcement', async () => {
    const table = create();
    const announcements = new Announcements(table, PATHS, neverAsked);
    await announcements.set('client-1', 'GET', plain(acme));
    let isLooking: () => void = () => {};
    const looked = new Promise<void>((resolve) => {
      isLooking = resolve;
    });
    const forgetting = announcements.deleteGone(async () => {
      isLooking();
      return new Set();
    });
    await looked;
    await Promise.all([announcements.set('client-1', 'GET', plain(globex)), forgetting]);
    expect(await new Announcements(table, PATHS, neverAsked).get('client-1', 'GET')).toBe(globex);
  });
});

test('an announcement that arrives while the previous one is read replaces it', async () => {
  const [, create] = TABLES[0] ?? [];
  if (create === undefined) throw new Error('no table');
  const table = create();
  await table.update('client-1:get', () => 'acme');
  const announcements = new Announcements(table, PATHS, neverAsked);
  const reading = announcements.get('client-1', 'GET');
  await announcements.set('client-1', 'GET', plain(globex));
  await reading;
  expect(await announcements.get('client-1', 'GET')).toBe(globex);
});
