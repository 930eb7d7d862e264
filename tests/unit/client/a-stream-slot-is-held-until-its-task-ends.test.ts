import { afterEach, expect, test, vi } from 'vitest';
import { withStreamSlot } from '../../../src/client/stream-slots.ts';

afterEach(() => vi.unstubAllGlobals());

type Holder = (lock: object | null) => Promise<unknown>;

/** Web Locks of which all are taken, until `free` grants every waiting request in the same moment. */
function takenLocks(): { free: () => void } {
  const waiting: (() => void)[] = [];
  const request = (_name: string, { ifAvailable }: { ifAvailable?: boolean }, holder: Holder) =>
    ifAvailable === true
      ? holder(null)
      : new Promise((resolve, reject) => waiting.push(() => holder({}).then(resolve, reject)));
  vi.stubGlobal('navigator', { locks: { request } });
  return { free: () => waiting.forEach((grant) => void grant()) };
}

/** Until everything that needs no time has happened. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('two slots that come free at the same moment: one task runs, and its end is waited for', async () => {
  const { free } = takenLocks();
  let endTask = (): void => {};
  let runs = 0;
  let isOver = false;
  const holding = withStreamSlot(new AbortController().signal, () => {
    runs += 1;
    return new Promise((resolve) => {
      endTask = resolve;
    });
  }).then(() => {
    isOver = true;
  });
  await settled();
  free();
  await settled();
  expect([runs, isOver]).toEqual([1, false]);

  endTask();
  await holding;
  expect(isOver).toBe(true);
});
