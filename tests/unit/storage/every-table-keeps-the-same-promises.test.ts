import { describe, expect, test } from 'vitest';
import { deleteFrom } from '../../../src/storage/table.ts';
import { TABLES } from '../support/tables.ts';

describe.each(TABLES)('%s', (_kind, create) => {
  test('keeps what was put, by key', async () => {
    const table = create();
    await table.update('a', () => ({ n: 1 }));
    await table.update('b', () => new Uint8Array([1, 2]));
    expect(await table.get('a')).toEqual({ n: 1 });
    expect(new Map(await table.entries())).toEqual(
      new Map<string, unknown>([
        ['a', { n: 1 }],
        ['b', new Uint8Array([1, 2])],
      ]),
    );
  });

  test('has nothing under any other key, prototype names included', async () => {
    const table = create();
    for (const key of ['x', '', '__proto__', 'constructor']) expect(await table.get(key)).toBeUndefined();
    await table.update('__proto__', () => 1);
    expect(await table.get('__proto__')).toBe(1);
    expect(await table.entries()).toHaveLength(1);
  });

  test('a change sees what is stored, and undefined where nothing is', async () => {
    const table = create();
    const seen: unknown[] = [];
    for (let round = 0; round < 3; round += 1) {
      await table.update('a', (stored) => {
        seen.push(stored);
        return round;
      });
    }
    expect(seen).toEqual([undefined, 0, 1]);
  });

  test('a hundred changes at once lose none', async () => {
    const table = create();
    await Promise.all(
      Array.from({ length: 100 }, () => table.update('n', (n) => (typeof n === 'number' ? n + 1 : 1))),
    );
    expect(await table.get('n')).toBe(100);
  });

  test('a change to undefined removes the record', async () => {
    const table = create();
    await table.update('a', () => 1);
    await table.update('a', () => undefined);
    expect(await table.get('a')).toBeUndefined();
    expect(await table.entries()).toEqual([]);
  });

  test('R16: of many takers of a record one gets it', async () => {
    const table = create();
    await table.update('a', () => 'flow');
    const taken = await Promise.all(Array.from({ length: 10 }, () => deleteFrom(table, 'a')));
    expect(taken.filter((value) => value === 'flow')).toHaveLength(1);
    expect(taken.filter((value) => value === undefined)).toHaveLength(9);
    expect(await table.get('a')).toBeUndefined();
  });
});
