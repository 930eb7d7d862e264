import { expect, test } from 'vitest';
import { parseRetryAfter } from '../../../src/providers/retry-after.ts';
import { tokenOutcomeOf } from '../../../src/providers/workos/token-outcome.ts';
import { answer } from '../support/fake-authkit.ts';

const NOW = Date.UTC(2026, 0, 15, 12);
const inSeconds = (seconds: number): string => new Date(NOW + seconds * 1000).toUTCString();

test.each([
  ['1', 1],
  ['59', 59],
  [' 5 ', 5],
  ['007', 7],
  ['60', 60],
  ['61', 60],
  ['999999999', 60],
  [inSeconds(30), 30],
  [inSeconds(3600), 60],
])('R33: %s is %f s', (value, seconds) => {
  expect(parseRetryAfter(value, NOW)).toBe(seconds);
});

test.each([
  null,
  '',
  ' ',
  '-1',
  '-5',
  '1.5',
  '1e3',
  '0x10',
  '9999999999999',
  'soon',
  'NaN',
  'Infinity',
  '5, 10',
  '<b>5</b>',
  'Thu, 99 Foo 2026',
  inSeconds(-3600),
])('R33: %s counts as not sent', (value) => {
  expect(parseRetryAfter(value, NOW)).toBeNull();
});

test('R26: a device whose clock is a day slow or fast is never locked out by a date', () => {
  const date = inSeconds(30);
  for (const wrong of [-24, 24]) {
    const seconds = parseRetryAfter(date, NOW + wrong * 3_600_000);
    expect(seconds === null || seconds <= 60).toBe(true);
  }
});

test('R33: every transient outcome contains it', () => {
  for (const status of [408, 429, 500, 503, 200]) {
    expect(tokenOutcomeOf(answer(status, '', '7'), NOW)).toMatchObject({ type: 'transient', retryAfter: 7 });
  }
});
