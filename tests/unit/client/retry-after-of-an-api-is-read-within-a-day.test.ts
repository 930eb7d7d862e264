import { expect, test } from 'vitest';
import { RETRY_AFTER_LIMIT, retryAfterOf } from '../../../src/client/retry-after.ts';

const NOW = Date.UTC(2026, 10, 25, 12);
const DAY = 24 * 3_600_000;
const inSeconds = (seconds: number): string => new Date(NOW + seconds * 1000).toUTCString();
const of = (headers: Record<string, string>, now = NOW): number | null =>
  retryAfterOf(new Response(null, { status: 429, headers }), now);

test.each([
  ['0', 0],
  ['60', 60_000],
  [' 60 ', 60_000],
  ['007', 7_000],
  ['86400', DAY],
  ['86401', RETRY_AFTER_LIMIT],
  ['99999999999999999999', RETRY_AFTER_LIMIT],
  [inSeconds(60), 60_000],
  [inSeconds(0), 0],
  [inSeconds(-5), 0],
  [inSeconds(10 * 86_400), RETRY_AFTER_LIMIT],
  ['Wednesday, 25-Nov-26 12:01:00 GMT', 60_000],
  ['Wed Nov 25 12:01:00 2026', 60_000],
])('field report 13: Retry-After %j is a pause of %d ms', (value, pause) => {
  expect(of({ 'Retry-After': value })).toBe(pause);
});

test.each([
  '',
  '-1',
  '1.5',
  '1e3',
  '0x10',
  'soon',
  'soon 2030',
  '5, 10',
  'NaN',
  'Wed, 99 Foo 2026 12:00:00 GMT',
])('field report 13: Retry-After %j counts as not sent', (value) => {
  expect(of({ 'Retry-After': value })).toBeNull();
  expect(of({})).toBeNull();
});

test('field report 13: a date is compared with the Date of its response, not with the clock of the device', () => {
  const headers = { 'Retry-After': inSeconds(60), Date: inSeconds(0) };
  for (const wrong of [-DAY, 0, DAY]) expect(of(headers, NOW + wrong)).toBe(60_000);
});
