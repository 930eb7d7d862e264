import { afterEach, expect, test, vi } from 'vitest';
import { BackgroundWork, createPlatform } from '../../../sw/platform.ts';

afterEach(() => vi.unstubAllGlobals());

type Task = () => Promise<unknown>;

/** A worker whose Web Locks behave as `request` does. */
function platformWith(request: (name: string, task: Task) => Promise<unknown>) {
  vi.stubGlobal('navigator', {
    onLine: true,
    locks: { request: (name: string, _options: unknown, task: Task) => request(name, task) },
  });
  return createPlatform(new BackgroundWork());
}

/** A task that counts its runs. */
function counted() {
  const state = { runs: 0 };
  const task = async (): Promise<string> => {
    state.runs += 1;
    return 'done';
  };
  return { state, task };
}

test('R28: a task runs under the lock of its name', async () => {
  const names: string[] = [];
  const platform = platformWith((name, task) => {
    names.push(name);
    return task();
  });
  expect(await platform.withLock('keyring-refresh:org_acme', 10, async () => 'done')).toBe('done');
  expect(names).toEqual(['keyring-refresh:org_acme']);
});

test('R28: a lock that is never released does not block the task', async () => {
  const { state, task } = counted();
  const platform = platformWith(() => Promise.reject(new DOMException('late', 'TimeoutError')));
  expect(await platform.withLock('name', 10, task)).toBe('done');
  expect(state.runs).toBe(1);
});

test('R28: a lock that a page steals during a task causes no second run', async () => {
  const { state, task } = counted();
  const platform = platformWith((_name, run) => {
    void run();
    return Promise.reject(new DOMException('stolen', 'AbortError'));
  });
  expect(await platform.withLock('name', 10, task)).toBe('done');
  expect(state.runs).toBe(1);
});

test('a task that fails, fails once, with any error', async () => {
  for (const error of [new Error('no'), new DOMException('full', 'QuotaExceededError')]) {
    let runs = 0;
    const platform = platformWith((_name, task) => task());
    const failing = platform.withLock('name', 10, async () => {
      runs += 1;
      throw error;
    });
    await expect(failing).rejects.toBe(error);
    expect(runs).toBe(1);
  }
});

test('R36: background work is waited for, also what begins meanwhile, also what fails', async () => {
  const background = new BackgroundWork();
  const order: string[] = [];
  background.add(
    Promise.resolve().then(() => {
      order.push('first');
      background.add(Promise.resolve().then(() => void order.push('second')));
    }),
  );
  background.add(Promise.reject(new Error('no')));
  await background.settled();
  expect(order).toEqual(['first', 'second']);
});
