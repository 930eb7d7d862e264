import { expect, test, vi } from 'vitest';
import { createResilientTable } from '../../../src/storage/resilient-table.ts';
import { createMemoryTable, deleteFrom, type Table } from '../../../src/storage/table.ts';

/** A database with a switch, and what was said of it. */
function failing() {
  const disk = createMemoryTable();
  const state = { canRead: true, canWrite: true, said: [] as boolean[] };
  const fail = (): never => {
    throw new DOMException('The quota is used up', 'QuotaExceededError');
  };
  const durable: Table = {
    get: async (key) => (state.canRead ? disk.get(key) : fail()),
    entries: async () => (state.canRead ? disk.entries() : fail()),
    update: async (key, change) => (state.canWrite ? disk.update(key, change) : fail()),
  };
  const table = createResilientTable(durable, (isDurable) => state.said.push(isDurable));
  return { disk, state, table };
}

test('R38: while the database works, everything is on the disk', async () => {
  const { disk, state, table } = failing();
  await table.update('a', () => 1);
  expect(await disk.get('a')).toBe(1);
  expect(state.said).toEqual([true]);
});

test('R38: a record that could not be written is kept, read, listed and reported', async () => {
  const { disk, state, table } = failing();
  await table.update('a', () => 1);
  state.canWrite = false;
  await table.update('a', (stored) => [stored, 2]);
  await table.update('b', () => 3);
  expect(await table.get('a')).toEqual([1, 2]);
  expect(new Map(await table.entries())).toEqual(
    new Map<string, unknown>([
      ['a', [1, 2]],
      ['b', 3],
    ]),
  );
  expect(await disk.get('a')).toBe(1);
  expect(state.said.at(-1)).toBe(false);
});

test('R38: a later write stores it on the disk', async () => {
  const { disk, state, table } = failing();
  state.canWrite = false;
  await table.update('a', () => 1);
  state.canWrite = true;
  await table.update('a', (stored) => [stored, 2]);
  expect(await disk.get('a')).toEqual([1, 2]);
  expect(state.said.at(-1)).toBe(true);
});

test('R16: a removal that could not be written still counts: no record is taken twice', async () => {
  const { state, table } = failing();
  await table.update('flow', () => 'secret');
  state.canWrite = false;
  expect(await deleteFrom(table, 'flow')).toBe('secret');
  expect(await deleteFrom(table, 'flow')).toBeUndefined();
  expect(await table.get('flow')).toBeUndefined();
  expect(await table.entries()).toEqual([]);
});

test('R42: on a full disk a record that must go is deleted there, and its replacement is written when there is room', async () => {
  const disk = createMemoryTable();
  let isFull = false;
  const update: Table['update'] = async (key, change) => {
    const next = change(await disk.get(key));
    if (isFull && next !== undefined) throw new DOMException('The quota is used up', 'QuotaExceededError');
    await disk.update(key, () => next);
  };
  const records = { replaces: (next: unknown) => next === 'signed out' };
  const table = createResilientTable({ ...disk, update }, () => {}, records);
  for (const key of ['a', 'b']) await table.update(key, () => 'session');
  isFull = true;
  await table.update('a', () => 'signed out');
  await table.update('b', () => 'later session');
  expect([await disk.get('a'), await disk.get('b')]).toEqual([undefined, 'session']);
  expect([await table.get('a'), await table.get('b')]).toEqual(['signed out', 'later session']);
  isFull = false;
  await table.update('a', (stored) => stored);
  expect(await disk.get('a')).toBe('signed out');
});

test('R38: the records of a database that cannot be read any more are kept in memory', async () => {
  const { state, table } = failing();
  await table.update('a', () => 1);
  state.canRead = false;
  expect(await table.get('a')).toBe(1);
  expect(await table.entries()).toEqual([['a', 1]]);
  expect(await table.get('never-seen')).toBeUndefined();
  expect(state.said.at(-1)).toBe(false);
});

test('R38: a failed read is forgotten after a successful one; an unwritten record is not', async () => {
  const { state, table } = failing();
  for (const read of [() => table.get('a'), () => table.entries()]) {
    state.canRead = false;
    await read();
    expect(state.said.at(-1)).toBe(false);
    state.canRead = true;
    await read();
    expect(state.said.at(-1)).toBe(true);
  }
  state.canWrite = false;
  await table.update('a', () => 1);
  for (const read of [() => table.get('b'), () => table.entries()]) {
    await read();
    expect(state.said.at(-1)).toBe(false);
  }
});

test('R38: with room again the latest version of each record is written automatically, and reported', async () => {
  vi.useFakeTimers();
  const { disk, state, table } = failing();
  await table.update('flow', () => 'taken in the meantime');
  state.canWrite = false;
  await table.update('a', () => 1);
  await deleteFrom(table, 'flow');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await disk.get('a')).toBeUndefined();
  await table.update('a', () => 2);
  state.canWrite = true;
  await vi.advanceTimersByTimeAsync(10_000);
  expect([await disk.get('a'), await disk.get('flow')]).toEqual([2, undefined]);
  expect(state.said.at(-1)).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

test.each(['get', 'entries'] as const)(
  'R38: after a failed %s a table says that the database works again, though nothing else uses the table',
  async (operation) => {
    vi.useFakeTimers();
    const { state, table } = failing();
    state.canRead = false;
    await (operation === 'get' ? table.get('a') : table.entries());
    await vi.advanceTimersByTimeAsync(4_000);
    expect(state.said).toEqual([false]);
    state.canRead = true;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(state.said).toEqual([false, true]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(state.said).toHaveLength(2);
    vi.useRealTimers();
  },
);
