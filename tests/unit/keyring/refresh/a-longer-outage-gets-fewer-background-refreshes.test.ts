import { expect, test } from 'vitest';
import { Breaker } from '../../../../src/keyring/refresh/breaker.ts';

const ID = 'org_acme';
const MINUTE = 60_000;

test('the background cooldown doubles with each failure up to five minutes; a caller that waits is not delayed', () => {
  const breaker = new Breaker();
  let now = 0;
  const cooldowns = Array.from({ length: 5 }, () => {
    breaker.open(ID, now, 4_000);
    expect(breaker.remaining(ID, 'waiting', now)).toBe(4_000);
    const cooldown = breaker.remaining(ID, 'background', now);
    now += cooldown;
    expect(breaker.remaining(ID, 'background', now)).toBe(0);
    return cooldown / MINUTE;
  });
  expect(cooldowns).toEqual([1, 2, 4, 5, 5]);
  breaker.close(ID);
  breaker.open(ID, now, 4_000);
  expect(breaker.remaining(ID, 'background', now)).toBe(MINUTE);
});

test('many failures of callers that wait, within one cooldown, count as one', () => {
  const breaker = new Breaker();
  for (let now = 0; now < 50_000; now += 5_000) breaker.open(ID, now, 4_000);
  expect(breaker.remaining(ID, 'background', 45_000)).toBe(MINUTE);
});
