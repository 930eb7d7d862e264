import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createKey, type RunningApi, startApi } from './support.ts';

let running: RunningApi;
let now: number;
beforeEach(async () => {
  now = Date.now();
  running = await startApi({ now: () => now });
});
afterEach(() => running.stop());

const status = async (token: string): Promise<number> =>
  (await running.api.request('/api/me', { headers: { Authorization: `Bearer ${token}` } })).status;

test('the keys are read once for many tokens', async () => {
  const token = await running.sign();
  expect(await Promise.all(Array.from({ length: 20 }, () => status(token)))).toEqual(Array(20).fill(200));
  expect(running.jwks.requests).toBe(1);
});

test('a token of a new key is accepted right after the keys were read', async () => {
  expect(await status(await running.sign())).toBe(200);
  const next = await createKey('key_2');
  running.jwks.keys = [next.jwk];
  const token = await running.sign({}, next);
  expect(await Promise.all(Array.from({ length: 20 }, () => status(token)))).toEqual(Array(20).fill(200));
  expect(running.jwks.requests).toBeLessThanOrEqual(3);
});

test('a flood of unknown key ids costs a few fetches, and then one in ten seconds', async () => {
  expect(await status(await running.sign())).toBe(200);
  const flood = async () => {
    for (let index = 0; index < 30; index += 1) {
      expect(await status(await running.sign({}, { ...running.key, kid: `forged_${index}` }))).toBe(401);
    }
  };
  await flood();
  expect(running.jwks.requests).toBe(1 + 5);
  now += 9_999;
  await flood();
  expect(running.jwks.requests).toBe(1 + 5);
  now += 1;
  await flood();
  expect(running.jwks.requests).toBe(1 + 5 + 1);
});

test('after a flood, a new key works as soon as the next fetch is allowed', async () => {
  for (let index = 0; index < 10; index += 1)
    await status(await running.sign({}, { ...running.key, kid: `f${index}` }));
  const next = await createKey('key_2');
  running.jwks.keys = [next.jwk];
  const token = await running.sign({}, next);
  expect(await status(token)).toBe(401);
  now += 10_000;
  expect(await status(token)).toBe(200);
});

test('keys that cannot be read are 503 with Retry-After, never 401, and it passes', async () => {
  running.jwks.status = 500;
  const response = await running.call('/api/me');
  expect(response.status).toBe(503);
  expect(response.headers.get('Retry-After')).toBe('2');
  expect(response.headers.get('WWW-Authenticate')).toBeNull();
  expect(await response.json()).toMatchObject({ code: 'temporarily_unavailable' });
  running.jwks.status = 200;
  expect((await running.call('/api/me')).status).toBe(200);
});

test('known keys go on serving while AuthKit is away', async () => {
  const log = vi.spyOn(console, 'error');
  // The keys must not expire by another clock either.
  const clock = vi.spyOn(Date, 'now');
  expect((await running.call('/api/me')).status).toBe(200);
  running.jwks.status = 500;
  expect((await running.call('/api/me')).status).toBe(200);
  clock.mockReturnValue(now + 3_600_000);
  const token = await running.sign({ exp: Math.floor(now / 1000) + 7_200 });
  now += 3_600_000;
  expect(await status(token)).toBe(200);
  expect(log).not.toHaveBeenCalled();
  log.mockRestore();
  clock.mockRestore();
});

test('a key that AuthKit has removed is refused soon after ten minutes, also if a read of the keys fails first', async () => {
  const removed = await running.sign({ exp: Math.floor(now / 1000) + 7_200 });
  expect(await status(removed)).toBe(200);
  running.jwks.keys = [];
  running.jwks.status = 500;
  now += 600_000;
  expect(await status(removed)).toBe(200);
  await expect.poll(() => running.jwks.requests).toBe(2);
  running.jwks.status = 200;
  await expect
    .poll(() => {
      now += 10_000;
      return status(removed);
    })
    .toBe(401);
});
