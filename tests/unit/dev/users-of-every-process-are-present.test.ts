import { beforeEach, describe, expect, test } from 'vitest';
import { createMemoryBus, type MessageBus } from '../../../dev/api/message-bus.ts';
import type { PresentUser } from '../../../dev/api/presence.ts';
import { createSharedPresence, type SharedPresence } from '../../../dev/api/shared-presence.ts';

const [ADA, GRACE, LINUS] = ['Ada', 'Grace', 'Linus'].map((name) => ({
  id: `user_${name.toLowerCase()}`,
  name,
})) as [PresentUser, PresentUser, PresentUser];
const LIFETIME = 30_000;

let clock: number;
let bus: MessageBus;
let sent: string[];
beforeEach(() => {
  clock = 1_000;
  const memory = createMemoryBus();
  sent = [];
  bus = {
    ...memory,
    async publish(topic, message) {
      sent.push(message);
      await memory.publish(topic, message);
    },
  };
});

/** One process of the API. `messages`: how it reaches the others. */
const startProcess = (messages = bus): SharedPresence =>
  createSharedPresence({ messages, now: () => clock, lifetime: LIFETIME });

/** Connects a user, and records what the connection was told last. */
function connect(presence: SharedPresence, user: PresentUser, organizationId = 'org_acme') {
  const connection = { present: [] as string[], changes: 0, leave: () => {} };
  connection.leave = presence.join(organizationId, user, (users) => {
    connection.present = users.map(({ name }) => name ?? '').toSorted();
    connection.changes += 1;
  });
  return connection;
}
/** Each process may answer the message of another one. */
const settle = async (...processes: readonly SharedPresence[]): Promise<void> => {
  for (let turn = 0; turn < 3; turn += 1) for (const each of processes) await each.settled();
};

describe('a user who is connected to another process', () => {
  test('is present, in the same organization only, until the connection ends', async () => {
    const [a, b] = [startProcess(), startProcess()];
    const ada = connect(a, ADA);
    const grace = connect(b, GRACE);
    const stranger = connect(b, LINUS, 'org_globex');
    await settle(a, b);
    for (const each of [ada, grace]) expect(each.present).toEqual(['Ada', 'Grace']);
    expect(stranger.present).toEqual(['Linus']);
    grace.leave();
    await settle(a, b);
    expect(ada.present).toEqual(['Ada']);
  });

  test('is present to a process that started later, at once', async () => {
    const a = startProcess();
    connect(a, ADA);
    await settle(a);
    const later = startProcess();
    const grace = connect(later, GRACE);
    await settle(a, later);
    expect(grace.present).toEqual(['Ada', 'Grace']);
  });

  test('is present once with pages at several processes, until the last one is closed', async () => {
    const [a, b] = [startProcess(), startProcess()];
    const watcher = connect(a, GRACE);
    const [first, second] = [connect(a, ADA), connect(b, ADA)];
    await settle(a, b);
    expect(watcher.present).toEqual(['Ada', 'Grace']);
    first.leave();
    await settle(a, b);
    expect(watcher.present).toEqual(['Ada', 'Grace']);
    second.leave();
    await settle(a, b);
    expect(watcher.present).toEqual(['Grace']);
  });

  test('who comes and goes before the first message was sent is not present afterwards', async () => {
    const [a, b] = [startProcess(), startProcess()];
    const watcher = connect(a, GRACE);
    for (let turn = 0; turn < 10; turn += 1) connect(b, ADA).leave();
    await settle(a, b);
    expect(watcher.present).toEqual(['Grace']);
  });
});

describe('a process that dies', () => {
  test('leaves its users present for the lifetime, and no longer', async () => {
    const [a, b] = [startProcess(), startProcess()];
    const ada = connect(a, ADA);
    connect(b, GRACE);
    await settle(a, b);
    // Process B sends nothing from here on.
    clock += LIFETIME - 1;
    a.beat();
    expect(ada.present).toEqual(['Ada', 'Grace']);
    clock += 1;
    a.beat();
    expect(ada.present).toEqual(['Ada']);
  });

  test('does not change who is present at a process that lives', async () => {
    const [a, b] = [startProcess(), startProcess()];
    const ada = connect(a, ADA);
    connect(b, GRACE);
    await settle(a, b);
    const { changes } = ada;
    for (let elapsed = 0; elapsed < 10 * LIFETIME; elapsed += LIFETIME / 3) {
      clock += LIFETIME / 3;
      for (const each of [a, b]) each.beat();
      await settle(a, b);
    }
    expect(ada.present).toEqual(['Ada', 'Grace']);
    // A beat that changes nothing sends nothing to pages.
    expect(ada.changes).toBe(changes);
  });
});

test('a lost message is repaired by the next beat', async () => {
  let isReachable = false;
  const flaky: MessageBus = {
    subscribe: bus.subscribe,
    publish: async (topic, message) => {
      if (!isReachable) throw new Error('The database is not reachable.');
      await bus.publish(topic, message);
    },
  };
  const [a, b] = [startProcess(), startProcess(flaky)];
  const ada = connect(a, ADA);
  connect(b, GRACE);
  await settle(a, b);
  expect(ada.present).toEqual(['Ada']);
  isReachable = true;
  b.beat();
  await settle(a, b);
  expect(ada.present).toEqual(['Ada', 'Grace']);
});

test('sixty users with long names are sent in messages that the database accepts', async () => {
  const [a, b] = [startProcess(), startProcess()];
  const watcher = connect(b, ADA);
  for (let index = 0; index < 60; index += 1) connect(a, { id: `user_${index}`, name: '株'.repeat(1_000) });
  connect(a, { id: 'user_nameless', name: '' });
  await settle(a, b);
  expect(watcher.present).toHaveLength(62);
  expect(sent.length).toBeGreaterThan(3);
  for (const message of sent) expect(Buffer.byteLength(message)).toBeLessThan(7_000);
});

test('a message that is no presence changes nothing', async () => {
  const a = startProcess();
  const ada = connect(a, ADA);
  await settle(a);
  for (const message of [
    '',
    'null',
    '[]',
    '{}',
    '{"process":"x","organizationId":"org_acme","present":[{}]}',
  ])
    await bus.publish('presence', message);
  expect(ada.present).toEqual(['Ada']);
});
