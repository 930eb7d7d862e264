import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { OrganizationChange } from '../../../src/client/organization-change.ts';
import { MapStorage } from '../support/map-storage.ts';

/** The status of the response to each announcement: 204 comes from the worker. */
let status: number;
let reloads: number;

beforeEach(() => {
  vi.useFakeTimers();
  reloads = 0;
  const reload = (): void => {
    reloads += 1;
  };
  vi.stubGlobal('location', { href: 'https://app.test/acme/', reload });
  vi.stubGlobal('navigator', {
    serviceWorker: Object.assign(new EventTarget(), { controller: {}, startMessages() {} }),
  });
  vi.stubGlobal('history', { pushState() {}, replaceState() {} });
  vi.stubGlobal('addEventListener', () => {});
  vi.stubGlobal('sessionStorage', new MapStorage());
  vi.stubGlobal('fetch', async () => new Response(null, { status }));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Starts a page, and gives it more time than it may take. */
async function startPage(): Promise<unknown> {
  const starting = new OrganizationChange().start().then(
    () => 'started',
    (error: { code?: unknown }) => error.code,
  );
  await vi.advanceTimersByTimeAsync(3_000);
  const outcome = await Promise.race([starting, Promise.resolve('not yet')]);
  await vi.advanceTimersByTimeAsync(10_000);
  return outcome === 'not yet' ? [outcome, await starting] : outcome;
}

test('a page whose announcements the network responds to reloads itself, and reports the error if it is not reloaded', async () => {
  status = 200;
  expect(await startPage()).toEqual(['not yet', 'controller_missing']);
  expect(reloads).toBe(1);
});

test('a page that was reloaded reports the error at once, and the next attempt may reload again', async () => {
  status = 404;
  await startPage();
  expect(await startPage()).toBe('controller_missing');
  expect(reloads).toBe(1);
  await startPage();
  expect(reloads).toBe(2);
});

test('after a page that started, a later one of the tab may reload again', async () => {
  status = 404;
  await startPage();
  status = 204;
  expect(await startPage()).toBe('started');
  status = 404;
  await startPage();
  expect(reloads).toBe(2);
});

test('without storage a page does not reload: it could not stop', async () => {
  status = 404;
  vi.stubGlobal('sessionStorage', undefined);
  expect(await startPage()).toBe('controller_missing');
  expect(reloads).toBe(0);
  status = 204;
  expect(await startPage()).toBe('started');
});
