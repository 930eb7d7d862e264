import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchSessions } from '../../../src/client/watch-sessions.ts';
import type { KeyringEvent, SessionsSnapshot } from '../../../src/protocol/messages.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A snapshot that the tests tell from others by a number. */
const numbered = (unnamed: number): SessionsSnapshot => ({ sessions: [], unnamed, storage: 'durable' });

/** A page that watches its sessions, and a worker that responds when the test says so. */
function openPage() {
  const page = new EventTarget();
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.stubGlobal('document', Object.assign(new EventTarget(), { visibilityState: 'visible' }));
  vi.stubGlobal('navigator', { serviceWorker: new EventTarget() });
  const answers: ((snapshot: SessionsSnapshot) => void)[] = [];
  const listeners: ((event: KeyringEvent) => void)[] = [];
  const shown: unknown[] = [];
  const ending = new AbortController();
  const { check } = watchSessions({
    read: () => new Promise<SessionsSnapshot>((resolve) => void answers.push(resolve)),
    onEvent: (listener) => {
      listeners.push(listener);
      return () => {};
    },
    onChange: ({ unnamed, confirmation }) =>
      void shown.push(...[unnamed, confirmation].filter((one) => one !== undefined)),
    signal: ending.signal,
  });
  const tell = (snapshot: SessionsSnapshot): void => {
    for (const listener of listeners) listener({ type: 'sessions-changed', ...snapshot });
  };
  return { check, page, answers, shown, tell, stop: () => ending.abort() };
}

test('field report 12: what the worker tells during a reading is not replaced by the older result of that reading', async () => {
  const { page, answers, shown, tell, stop } = openPage();
  page.dispatchEvent(new Event('focus'));
  tell(numbered(2));
  answers[0]?.(numbered(1));
  await vi.advanceTimersByTimeAsync(0);
  answers[1]?.(numbered(2));
  await vi.advanceTimersByTimeAsync(0);
  expect(shown).toEqual([2, 2, 'confirmed']);
  stop();
});

test('R54, field report 7: only a reading that began after the page was restored confirms it; 5 s without one is a failure', async () => {
  const { check, page, answers, shown, stop } = openPage();
  void check();
  answers.shift()?.(numbered(0));
  await vi.advanceTimersByTimeAsync(0);
  expect(shown.splice(0)).toEqual([0, 'confirmed']);
  page.dispatchEvent(new Event('focus'));
  const restored = Object.assign(new Event('pageshow'), { persisted: true });
  page.dispatchEvent(restored);
  answers[0]?.(numbered(1));
  await vi.advanceTimersByTimeAsync(4_999);
  expect(shown).toEqual(['checking']);
  await vi.advanceTimersByTimeAsync(1);
  expect(shown).toEqual(['checking', 'failed']);
  answers[1]?.(numbered(2));
  await vi.advanceTimersByTimeAsync(0);
  expect(shown).toEqual(['checking', 'failed', 2, 'confirmed']);
  stop();
});

test('R54: a reading that began before the page was frozen does not confirm it, nor does an event that arrives meanwhile', async () => {
  const { check, page, answers, shown, tell, stop } = openPage();
  void check();
  answers.shift()?.(numbered(0));
  await vi.advanceTimersByTimeAsync(0);
  page.dispatchEvent(new Event('focus'));
  document.dispatchEvent(new Event('freeze'));
  expect(shown.splice(0)).toEqual([0, 'confirmed', 'checking']);
  answers.shift()?.(numbered(0));
  await vi.advanceTimersByTimeAsync(0);
  tell(numbered(1));
  page.dispatchEvent(new Event('focus'));
  await vi.advanceTimersByTimeAsync(10_000);
  expect([shown.splice(0), answers]).toEqual([[1], []]);
  document.dispatchEvent(new Event('resume'));
  answers.shift()?.(numbered(2));
  await vi.advanceTimersByTimeAsync(0);
  expect(shown).toEqual([2, 'confirmed']);
  stop();
});

test('a check that a later one replaces waits for the result of the later one', async () => {
  const { check, answers, shown, stop } = openPage();
  const first = check();
  let isOver = false;
  void first.then(() => {
    isOver = true;
  });
  void check();
  answers[0]?.(numbered(1));
  await vi.advanceTimersByTimeAsync(0);
  expect([isOver, shown]).toEqual([false, []]);
  answers[1]?.(numbered(2));
  await first;
  expect(shown).toEqual([2, 'confirmed']);
  stop();
});

test('R53: a visible page reads the sessions every 30 s, also after its clock was set back by hours', async () => {
  const { answers, stop } = openPage();
  const readingsIn = async (seconds: number): Promise<number> => {
    await vi.advanceTimersByTimeAsync(seconds * 1_000);
    for (const answer of answers) answer(numbered(0));
    return answers.splice(0).length;
  };
  expect(await readingsIn(30)).toBe(1);
  vi.setSystemTime(Date.now() - 5 * 3_600_000);
  expect(await readingsIn(5)).toBe(1);
  expect(await readingsIn(30)).toBe(1);
  stop();
});
