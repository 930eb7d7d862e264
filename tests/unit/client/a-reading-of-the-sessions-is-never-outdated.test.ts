import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Confirmation, watchSessions } from '../../../src/client/watch-sessions.ts';
import type { KeyringEvent, KeyringSnapshot } from '../../../src/protocol/messages.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A snapshot that the tests tell from others by a number. */
const numbered = (unnamed: number): KeyringSnapshot => ({ sessions: [], unnamed, storage: 'durable' });

/** A page that watches its sessions, and a worker that answers when the test says so. */
function openPage() {
  const page = new EventTarget();
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.stubGlobal('document', Object.assign(new EventTarget(), { visibilityState: 'visible' }));
  vi.stubGlobal('navigator', { serviceWorker: new EventTarget() });
  const answers: ((snapshot: KeyringSnapshot) => void)[] = [];
  const listeners: ((event: KeyringEvent) => void)[] = [];
  const shown: (number | Confirmation)[] = [];
  const keyring = {
    snapshot: () => new Promise<KeyringSnapshot>((resolve) => void answers.push(resolve)),
    subscribe: (listener: (event: KeyringEvent) => void) => {
      listeners.push(listener);
      return () => {};
    },
  };
  const watch = watchSessions(keyring, {
    onSnapshot: ({ unnamed }) => void shown.push(unnamed),
    onConfirmation: (confirmation) => void shown.push(confirmation),
  });
  const tell = (snapshot: KeyringSnapshot): void => {
    for (const listener of listeners) listener({ type: 'sessions-changed', ...snapshot });
  };
  return { ...watch, page, answers, shown, tell };
}

test('field report 12: what the worker tells during a reading is not replaced by the older result of that reading', async () => {
  const { page, answers, shown, tell, stop } = openPage();
  page.dispatchEvent(new Event('focus'));
  tell(numbered(2));
  answers[0]?.(numbered(1));
  await vi.advanceTimersByTimeAsync(0);
  answers[1]?.(numbered(2));
  await vi.advanceTimersByTimeAsync(0);
  expect(shown).toEqual([2, 2]);
  stop();
});

test('R54, field report 7: only a reading that began after the page was restored confirms it; 5 s without one is a failure', async () => {
  const { page, answers, shown, stop } = openPage();
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
