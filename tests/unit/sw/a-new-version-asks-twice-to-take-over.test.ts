import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { takeOverAtOnce } from '../../../sw/take-over.ts';

let worker: EventTarget;
let skipWaiting: ReturnType<typeof vi.fn>;
let installing: EventTarget & { state: string };

beforeEach(() => {
  vi.useFakeTimers();
  worker = new EventTarget();
  skipWaiting = vi.fn(async () => {});
  vi.stubGlobal('addEventListener', worker.addEventListener.bind(worker));
  vi.stubGlobal('skipWaiting', skipWaiting);
  installing = Object.assign(new EventTarget(), { state: 'installing' });
  vi.stubGlobal('registration', { installing });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** The installation ends. */
function becomeInstalled(): void {
  installing.state = 'installed';
  installing.dispatchEvent(new Event('statechange'));
}

test('a new version asks to take over, and once more 2 s after its installation', async () => {
  takeOverAtOnce();
  expect(skipWaiting).not.toHaveBeenCalled();
  worker.dispatchEvent(new Event('install'));
  expect(skipWaiting).toHaveBeenCalledTimes(1);
  // It loads the files to precache.
  await vi.advanceTimersByTimeAsync(10_000);
  expect(skipWaiting).toHaveBeenCalledTimes(1);
  becomeInstalled();
  await vi.advanceTimersByTimeAsync(1_999);
  expect(skipWaiting).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(skipWaiting).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(skipWaiting).toHaveBeenCalledTimes(2);
});

test('a version that may not take over any more is no error', async () => {
  skipWaiting.mockRejectedValue(new DOMException('It is redundant.', 'InvalidStateError'));
  takeOverAtOnce();
  worker.dispatchEvent(new Event('install'));
  becomeInstalled();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(skipWaiting).toHaveBeenCalledTimes(2);
});

test('a version that is only started again does not ask: it has asked when it was installed', async () => {
  takeOverAtOnce();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(skipWaiting).not.toHaveBeenCalled();
});
