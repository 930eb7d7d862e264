import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planRetry, REQUEST_TIMEOUT, RETRY_BUDGET } from '../../../../src/keyring/timing/retry.ts';

const pauseOf = (attempt: number, random: number, retryAfter: number | null): number =>
  planRetry(attempt, 'waiting', random, retryAfter).cooldown;

test('R33: without a Retry-After it doubles, from 250 ms to 4 s', () => {
  const longest = [0, 1, 2, 3, 4, 5, 50].map((attempt) => pauseOf(attempt, 1, null));
  expect(longest).toEqual([250, 500, 1000, 2000, 4000, 4000, 4000]);
});

test('R33: half of it is random, so that many tabs do not retry together', () => {
  fc.assert(
    fc.property(
      fc.nat(100),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (attempt, random) => {
        const longest = pauseOf(attempt, 1, null);
        const pause = pauseOf(attempt, random, null);
        expect(pause).toBeGreaterThanOrEqual(longest / 2);
        expect(pause).toBeLessThanOrEqual(longest);
      },
    ),
  );
  expect(pauseOf(0, 0, null)).not.toBe(pauseOf(0, 0.9, null));
});

test('R33: Retry-After is honoured', () => {
  expect(pauseOf(0, 0.5, 7)).toBeGreaterThanOrEqual(7000);
});

test('R32: the budget for a lost reply stays inside the 30 s for which AuthKit repeats itself', () => {
  expect(RETRY_BUDGET).toBe(20_000);
  expect(REQUEST_TIMEOUT).toBe(15_000);
});

test('R33: Retry-After never shortens a pause', () => {
  for (const attempt of [0, 3, 50])
    for (const retryAfter of [0, 0.001])
      expect(pauseOf(attempt, 0.5, retryAfter)).toBe(pauseOf(attempt, 0.5, null));
});

test('R32: twelve attempts if a caller waits, and four, further apart, in the background', () => {
  const attempts = (urgency: 'waiting' | 'background'): number =>
    1 +
    Array.from({ length: 50 }, (_, attempt) => planRetry(attempt, urgency, 1, null)).findIndex(
      (plan) => plan.retryDelay === null,
    );
  expect(attempts('waiting')).toBe(12);
  expect(attempts('background')).toBe(4);
  expect([0, 1, 2].map((attempt) => planRetry(attempt, 'background', 1, null).retryDelay)).toEqual([
    1000, 2000, 4000,
  ]);
});
