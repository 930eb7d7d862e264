import { expect, test } from 'vitest';
import { Durability } from '../../../src/storage/durability.ts';
import { createResilientTable } from '../../../src/storage/resilient-table.ts';
import { createMemoryTable, type Table } from '../../../src/storage/table.ts';

/** Two resilient tables over databases with a switch, as the composition root wires them. */
function wired() {
  const told: string[] = [];
  const durability = new Durability(() => told.push(durability.state));
  const isUp = { sessions: true, flows: true };
  const create = (name: keyof typeof isUp): Table => {
    const disk = createMemoryTable();
    const update: Table['update'] = async (key, change) => {
      if (!isUp[name]) throw new DOMException('The quota is used up', 'QuotaExceededError');
      return disk.update(key, change);
    };
    return createResilientTable({ ...disk, update }, (isDurable) => durability.report(name, isDurable));
  };
  return { durability, told, isUp, sessions: create('sessions'), flows: create('flows') };
}

test('R38: storage is durable until a write fails, and the change is announced once', async () => {
  const { durability, told, isUp, sessions } = wired();
  await sessions.update('a', () => 1);
  expect([durability.state, told]).toEqual(['durable', []]);
  isUp.sessions = false;
  for (const value of [2, 3]) await sessions.update('a', () => value);
  expect([durability.state, told]).toEqual(['memory', ['memory']]);
});

test('R38: storage is durable again when every table is', async () => {
  const { durability, told, isUp, sessions, flows } = wired();
  Object.assign(isUp, { sessions: false, flows: false });
  await sessions.update('a', () => 1);
  await flows.update('b', () => 1);
  Object.assign(isUp, { sessions: true, flows: true });
  await flows.update('b', () => 2);
  expect(durability.state).toBe('memory');
  await sessions.update('a', () => 2);
  expect([durability.state, told]).toEqual(['durable', ['memory', 'durable']]);
});
