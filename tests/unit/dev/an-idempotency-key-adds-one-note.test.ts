import { afterEach, beforeEach, expect, test } from 'vitest';
import { createIdempotencyKeys } from '../../../dev/api/idempotency.ts';
import { GLOBEX, type RunningApi, startApi } from './support.ts';

let running: RunningApi;
let now: number;
beforeEach(async () => {
  now = Date.now();
  running = await startApi();
});
afterEach(() => running.stop());

const texts = async (id = 'org_acme') => (await running.notes.list(id)).map(({ text }) => text);
const key = { 'Idempotency-Key': 'b7c1c6ac-8f6f-4a52-8a52-0f0f7f0b2f6e' };

test('a repeated key and note gets the first response, and no second note', async () => {
  const first = await running.post('Once', key);
  const second = await running.post('Once', key);
  expect([first.status, second.status]).toEqual([201, 201]);
  expect(first.headers.get('Idempotency-Replayed')).toBeNull();
  expect(second.headers.get('Idempotency-Replayed')).toBe('true');
  expect(await second.json()).toEqual(await first.json());
  expect((await texts()).filter((text) => text === 'Once')).toHaveLength(1);
});

test('twenty at the same time add one', async () => {
  const responses = await Promise.all(Array.from({ length: 20 }, () => running.post('At once', key)));
  const ids = await Promise.all(responses.map(async (response) => (await response.json()).id));
  expect(new Set(ids).size).toBe(1);
  expect((await texts()).filter((text) => text === 'At once')).toHaveLength(1);
});

test('the same key for another note is refused', async () => {
  await running.post('One', key);
  const response = await running.post('Other', key);
  expect(response.status).toBe(422);
  expect(await response.json()).toMatchObject({ code: 'idempotency_key_reused' });
  expect(await texts()).not.toContain('Other');
});

test('a refused note does not use the key up', async () => {
  expect((await running.post('', key)).status).toBe(422);
  expect((await running.post('Better', key)).status).toBe(201);
});

test('keys of another organization or another user have nothing to do with each other', async () => {
  await running.post('Mine', key);
  expect((await running.post('Theirs', key, { org_id: GLOBEX.id })).status).toBe(201);
  expect((await running.post('Hers', key, { sub: 'user_grace' })).status).toBe(201);
  expect((await texts()).slice(-2)).toEqual(['Mine', 'Hers']);
  expect((await texts(GLOBEX.id)).at(-1)).toBe('Theirs');
});

test('without a key, the same note twice is two notes', async () => {
  await running.post('Twice');
  await running.post('Twice');
  expect((await texts()).filter((text) => text === 'Twice')).toHaveLength(2);
});

test.each(['', 'two words', 'x'.repeat(256)])('key %j is 400', async (odd) => {
  const response = await running.post('Odd', { 'Idempotency-Key': odd });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ code: 'idempotency_key_invalid' });
});

test('a key is forgotten after its time', () => {
  const keys = createIdempotencyKeys<number>({ now: () => now, lifetime: 1000 });
  let calls = 0;
  const submit = () => keys.once(['org', 'user'], 'k', 'f', () => ++calls);
  expect(submit()).toEqual({ outcome: 'first', value: 1 });
  now += 999;
  expect(submit()).toEqual({ outcome: 'replayed', value: 1 });
  now += 1;
  expect(submit()).toEqual({ outcome: 'first', value: 2 });
});

test('a key is known for 30 days: an offline queue may wait that long', () => {
  const keys = createIdempotencyKeys<number>({ now: () => now });
  const submit = () => keys.once(['org', 'user'], 'k', 'f', () => 1).outcome;
  expect(submit()).toBe('first');
  now += 30 * 24 * 60 * 60 * 1000 - 1;
  expect(submit()).toBe('replayed');
});

test('a note says under which key it came, and one without a key says nothing', async () => {
  expect(await (await running.post('Keyed', key)).json()).toMatchObject({
    submission: key['Idempotency-Key'],
  });
  expect(await (await running.post('Bare')).json()).not.toHaveProperty('submission');
});

test('the oldest key is forgotten when there are too many', () => {
  const keys = createIdempotencyKeys<string>({ now: () => now, capacity: 3 });
  const submit = (name: string) => keys.once([], name, 'f', () => name).outcome;
  expect(['a', 'b', 'c', 'd'].map(submit)).toEqual(['first', 'first', 'first', 'first']);
  expect(['b', 'c', 'd'].map(submit)).toEqual(['replayed', 'replayed', 'replayed']);
  expect(submit('a')).toBe('first');
});

test('no scope and key spell another scope and key', () => {
  const keys = createIdempotencyKeys<number>({ now: () => now });
  expect(keys.once(['a', 'b'], 'c', 'f', () => 1).outcome).toBe('first');
  expect(keys.once(['a'], 'b","c', 'f', () => 2).outcome).toBe('first');
});

test('work that fails is not remembered', () => {
  const keys = createIdempotencyKeys<number>({ now: () => now });
  const fail = () => {
    throw new Error('full');
  };
  expect(() => keys.once([], 'k', 'f', fail)).toThrow('full');
  expect(keys.once([], 'k', 'f', () => 1)).toEqual({ outcome: 'first', value: 1 });
});
