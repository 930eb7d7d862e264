import { describe, expect, test } from 'vitest';
import { Announcements } from '../../../sw/fetch/announcements.ts';
import { slug } from '../support/people.ts';
import { TABLES } from '../support/tables.ts';

const acme = slug('acme');
const globex = slug('globex');

describe.each(TABLES)('R10: announcements over %s', (_kind, create) => {
  test('each client has its own, the last one counts, and none is none', async () => {
    const announcements = new Announcements(create());
    await announcements.set('client-1', acme);
    await announcements.set('client-2', acme);
    await announcements.set('client-2', globex);
    await announcements.set('client-3', globex);
    await announcements.set('client-3', null);
    const told = ['client-1', 'client-2', 'client-3', 'client-4', ''].map((id) => announcements.get(id));
    expect(await Promise.all(told)).toEqual([acme, globex, null, null, null]);
  });

  test('R36: what was acknowledged is there after a restart', async () => {
    const table = create();
    await new Announcements(table).set('client-1', acme);
    expect(await new Announcements(table).get('client-1')).toBe(acme);
    await new Announcements(table).set('client-1', null);
    expect(await new Announcements(table).get('client-1')).toBeNull();
  });

  test('R4: what else stands there is no announcement', async () => {
    const table = create();
    for (const planted of ['ACME', 'sessions', 7, { slug: 'acme' }, ['acme'], null]) {
      await table.update('client-1', () => planted);
      expect(await new Announcements(table).get('client-1')).toBeNull();
    }
  });

  test('clients that are gone are forgotten', async () => {
    const table = create();
    const announcements = new Announcements(table);
    await announcements.set('client-1', acme);
    await announcements.set('client-2', globex);
    await announcements.prune(new Set(['client-2']));
    expect(await announcements.get('client-1')).toBeNull();
    expect(await new Announcements(table).get('client-2')).toBe(globex);
    expect(await table.entries()).toHaveLength(1);
  });
});

test('an announcement that comes while the last one is read is the newer one', async () => {
  const [, create] = TABLES[0] ?? [];
  if (create === undefined) throw new Error('no table');
  const table = create();
  await table.update('client-1', () => 'acme');
  const announcements = new Announcements(table);
  const reading = announcements.get('client-1');
  await announcements.set('client-1', globex);
  await reading;
  expect(await announcements.get('client-1')).toBe(globex);
});
