import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RELAYING } from '../../../sw/fetch/open-responses.ts';
import { takeOverAtOnce } from '../../../sw/take-over.ts';

const CHROMIUM = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0';
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0';
const SAFARI =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15';

let worker: EventTarget;
let skipWaiting: ReturnType<typeof vi.fn>;
let installing: EventTarget & { state: string };
/** The locks that versions of the worker hold. */
let locks: string[];

beforeEach(() => {
  vi.useFakeTimers();
  worker = new EventTarget();
  skipWaiting = vi.fn(async () => {});
  locks = [];
  runIn(CHROMIUM);
  vi.stubGlobal('addEventListener', worker.addEventListener.bind(worker));
  vi.stubGlobal('skipWaiting', skipWaiting);
  installing = Object.assign(new EventTarget(), { state: 'installing' });
  vi.stubGlobal('registration', { installing });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function runIn(userAgent: string): void {
  const query = async () => ({ held: locks.map((name) => ({ name })), pending: [] });
  vi.stubGlobal('navigator', { userAgent, locks: { query } });
}

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

for (const [engine, userAgent] of [
  ['Firefox', FIREFOX],
  ['WebKit', SAFARI],
] as const) {
  test(`in ${engine}, which cuts what the old version relays, a new version waits until the old one says that nothing is open`, async () => {
    runIn(userAgent);
    locks = ['keyring-cache', RELAYING];
    takeOverAtOnce();
    worker.dispatchEvent(new Event('install'));
    becomeInstalled();
    await vi.advanceTimersByTimeAsync(60_000);
    // A message that came too early: a response is open again.
    worker.dispatchEvent(new MessageEvent('message', { data: RELAYING }));
    await vi.advanceTimersByTimeAsync(0);
    expect(skipWaiting).not.toHaveBeenCalled();
    locks = ['keyring-cache'];
    worker.dispatchEvent(new MessageEvent('message', { data: 'of the app' }));
    await vi.advanceTimersByTimeAsync(0);
    expect(skipWaiting).not.toHaveBeenCalled();
    worker.dispatchEvent(new MessageEvent('message', { data: RELAYING }));
    await vi.advanceTimersByTimeAsync(0);
    expect(skipWaiting).toHaveBeenCalledTimes(1);
  });

  test(`in ${engine} a new version asks 2 s after its installation: an update can precede the scripts of a page`, async () => {
    runIn(userAgent);
    takeOverAtOnce();
    worker.dispatchEvent(new Event('install'));
    becomeInstalled();
    await vi.advanceTimersByTimeAsync(1_999);
    expect(skipWaiting).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(skipWaiting).toHaveBeenCalledTimes(1);
  });
}
