import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepWarm } from '../../../src/client/keep-warm.ts';

/** When a page that was loaded sends its first message, ms. */
const FIRST_DELAY = 1_000;
/** How often a visible page sends its message, ms. */
const INTERVAL = 30_000;
/** Least time between two messages of one page because of an intent, ms. */
const WAKE_INTERVAL = 15_000;

/** An element in a page; `isInLink`: it is a link or a button, or is inside of one. */
class FakeElement {
  readonly #isInLink: boolean;
  constructor(isInLink: boolean) {
    this.#isInLink = isInLink;
  }
  closest(selector: string): FakeElement | null {
    expect(selector).toBe('a, button');
    return this.#isInLink ? this : null;
  }
}

let page: EventTarget & { visibilityState: string };
let disposal: AbortController;
let sent: number;

beforeEach(() => {
  vi.useFakeTimers();
  page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  disposal = new AbortController();
  sent = 0;
  vi.stubGlobal('document', page);
  vi.stubGlobal('Element', FakeElement);
});
afterEach(() => {
  disposal.abort();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function begin(visibility: string): void {
  page.visibilityState = visibility;
  keepWarm(() => {
    sent += 1;
  }, disposal.signal);
}

function show(visibility: string): void {
  page.visibilityState = visibility;
  page.dispatchEvent(new Event('visibilitychange'));
}

/** The pointer or the focus moves to an element. */
function moveTo(type: string, isInLink: boolean): void {
  const event = new Event(type);
  Object.defineProperty(event, 'target', { value: new FakeElement(isInLink) });
  page.dispatchEvent(event);
}

test('a page that was loaded visibly wakes the worker after a second, and then every 30 s', () => {
  begin('visible');
  vi.advanceTimersByTime(FIRST_DELAY - 1);
  expect(sent).toBe(0);
  vi.advanceTimersByTime(1);
  expect(sent).toBe(1);
  vi.advanceTimersByTime(INTERVAL);
  expect(sent).toBe(2);
});

test('a page that becomes visible wakes the worker at once', () => {
  begin('hidden');
  vi.advanceTimersByTime(10 * INTERVAL);
  expect(sent).toBe(0);
  show('visible');
  expect(sent).toBe(1);
});

test('a page that is shown before its first message sends one', () => {
  begin('visible');
  show('hidden');
  show('visible');
  expect(sent).toBe(1);
  vi.advanceTimersByTime(INTERVAL - 1);
  expect(sent).toBe(1);
});

test('nothing polls while the page is hidden', () => {
  begin('visible');
  vi.advanceTimersByTime(FIRST_DELAY);
  show('hidden');
  vi.advanceTimersByTime(10 * INTERVAL);
  moveTo('pointerover', true);
  moveTo('focusin', true);
  expect(sent).toBe(1);
});

test.each(['pointerover', 'focusin'])(
  '%s of a link or a button wakes the worker, at most every 15 s',
  (type) => {
    begin('visible');
    vi.advanceTimersByTime(FIRST_DELAY + WAKE_INTERVAL - 1);
    moveTo(type, true);
    expect(sent).toBe(1);
    vi.advanceTimersByTime(1);
    moveTo(type, true);
    moveTo(type, true);
    expect(sent).toBe(2);
  },
);

test('the pointer over another element wakes nothing', () => {
  begin('visible');
  vi.advanceTimersByTime(FIRST_DELAY + WAKE_INTERVAL);
  moveTo('pointerover', false);
  expect(sent).toBe(1);
});

test('after its end nothing is sent', () => {
  begin('visible');
  vi.advanceTimersByTime(FIRST_DELAY);
  disposal.abort();
  vi.advanceTimersByTime(INTERVAL);
  moveTo('pointerover', true);
  show('visible');
  expect(sent).toBe(1);
});
