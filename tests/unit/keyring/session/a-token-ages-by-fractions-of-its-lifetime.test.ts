import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accessTokenExpiry, freshnessOf, receiveTokens } from '../../../../src/keyring/session/token-set.ts';

const DAY = 24 * 60 * 60 * 1000;
const ARRIVAL = Date.UTC(2026, 0, 15);
const tokensOf = (lifetime: number, jitter = 0) => receiveTokens('a', lifetime, ARRIVAL, jitter);

describe.each([2, 300, 3600])('a lifetime of %i s', (lifetime) => {
  test.each([
    [0, 'fresh'],
    [0.74, 'fresh'],
    [0.75, 'due'],
    [0.95, 'due'],
    [0.96, 'due'],
    [0.999, 'due'],
    [1, 'expired'],
    [10, 'expired'],
  ])('at %f of it: %s', (fraction, freshness) => {
    expect(freshnessOf(tokensOf(lifetime), ARRIVAL + fraction * lifetime * 1000)).toBe(freshness);
  });

  test('expires at its exp', () => {
    expect(accessTokenExpiry(tokensOf(lifetime))).toBe(ARRIVAL + lifetime * 1000);
  });

  test('R26: a clock that jumped a day ahead makes it expired, which costs one refresh', () => {
    expect(freshnessOf(tokensOf(lifetime), ARRIVAL + DAY)).toBe('expired');
  });

  test('R26: a clock that went back a day delays no caller, and causes a background refresh', () => {
    expect(freshnessOf(tokensOf(lifetime), ARRIVAL - DAY)).toBe('due');
  });
});

test('the window opens at a different moment for each arrival, always before the end', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (jitter) => {
      const opens = ARRIVAL + 1000 * 300 * (0.75 + 0.1 * jitter);
      expect(freshnessOf(tokensOf(300, jitter), Math.floor(opens) - 1)).toBe('fresh');
      expect(freshnessOf(tokensOf(300, jitter), Math.ceil(opens) + 1)).toBe('due');
    }),
  );
});

test('a lifetime of nothing, which only a bad record can have, is expired', () => {
  for (const age of [0, 1, 1000]) expect(freshnessOf(tokensOf(0), ARRIVAL + age)).toBe('expired');
});
