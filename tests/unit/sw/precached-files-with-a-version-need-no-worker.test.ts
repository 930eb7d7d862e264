import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PrecacheController } from 'workbox-precaching';
import { routeToCache } from '../../../sw/route-to-cache.ts';

// Workbox reads it while it is imported.
vi.hoisted(() => vi.stubGlobal('self', globalThis));

let worker: EventTarget;

beforeEach(() => {
  worker = new EventTarget();
  vi.stubGlobal('self', globalThis);
  vi.stubGlobal('addEventListener', worker.addEventListener.bind(worker));
  vi.stubGlobal('location', new URL('https://app.test/sw.js'));
  const controller = new PrecacheController({ cacheName: 'files' });
  controller.addToCacheList([
    { url: '/index.html', revision: 'v1' },
    { url: '/assets/index-1.js', revision: null },
    { url: '/assets/a+b-1.js', revision: null },
    { url: '/app/assets/index-1.css', revision: null },
  ]);
  routeToCache(() => controller);
});
afterEach(() => vi.unstubAllGlobals());

test('each file whose URL names its version has a rule for GET requests, and no other path has one', () => {
  const addRoutes = vi.fn(async () => {});
  worker.dispatchEvent(Object.assign(new Event('install'), { addRoutes }));
  const source = { cacheName: expect.stringMatching(/files/) };
  expect(addRoutes.mock.calls).toEqual([
    [
      [
        { condition: { urlPattern: '/assets/index-1.js', requestMethod: 'GET' }, source },
        { condition: { urlPattern: '/app/assets/index-1.css', requestMethod: 'GET' }, source },
      ],
    ],
  ]);
});

test('a browser without the API, or one that rejects the rules, asks the worker', async () => {
  const rejections: unknown[] = [];
  const onRejection = (reason: unknown): void => void rejections.push(reason);
  process.on('unhandledRejection', onRejection);
  worker.dispatchEvent(new Event('install'));
  const addRoutes = async (): Promise<void> => Promise.reject(new TypeError('Too many rules'));
  worker.dispatchEvent(Object.assign(new Event('install'), { addRoutes }));
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', onRejection);
  expect(rejections).toEqual([]);
});
