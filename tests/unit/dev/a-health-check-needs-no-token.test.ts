import { expect, test } from 'vitest';
import { createMemoryStorage } from '../../../dev/api/index.ts';
import { UnavailableError } from '../../../dev/api/unavailable-error.ts';
import { startApi } from './support.ts';

test('it is 200 while the storage works, and 503 with Retry-After while it does not', async () => {
  let isReachable = true;
  const storage = {
    ...createMemoryStorage(),
    check: async () => {
      if (!isReachable) throw new UnavailableError('The database of host db.internal is not reachable.');
    },
  };
  const running = await startApi({ storage });
  const healthy = await running.api.request('/healthz');
  expect(healthy.status).toBe(200);
  expect(healthy.headers.get('Cache-Control')).toBe('no-store');
  isReachable = false;
  const unhealthy = await running.api.request('/healthz');
  expect(unhealthy.status).toBe(503);
  expect(unhealthy.headers.get('Retry-After')).toBe('2');
  expect(await unhealthy.text()).not.toContain('db.internal');
  await running.stop();
});
