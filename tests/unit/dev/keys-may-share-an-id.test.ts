import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKey, type RunningApi, startApi } from './support.ts';

let running: RunningApi;
beforeAll(async () => {
  running = await startApi();
});
afterAll(() => running.stop());

test('the API accepts a token whose key shares its id with another key, and no other token', async () => {
  const other = await createKey('key_1');
  running.jwks.keys = [other.jwk, ...running.jwks.keys];
  expect((await running.call('/api/me')).status).toBe(200);
  expect((await running.call('/api/me', {}, { exp: 1 })).status).toBe(401);
  const unknown = await startApi();
  unknown.jwks.keys = [other.jwk, other.jwk];
  expect((await unknown.call('/api/me')).status).toBe(401);
  await unknown.stop();
});
