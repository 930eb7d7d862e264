import { expect, test } from 'vitest';
import { readDeviceId } from '../../../server/device-cookie.ts';

const ID = 'Aa0-_'.repeat(9).slice(0, 43);
const cookie = (value: string): string => `other=1; __Host-Http-keyring=${value}`;

test('a device keeps the id of its cookie', () => {
  expect(readDeviceId(cookie(ID))).toBe(ID);
});

test.each([
  ['empty', ''],
  ['one character short', ID.slice(1)],
  ['one character long', `${ID}A`],
  ['something before it', `.${ID}`],
  ['something after it', `${ID}.`],
  ['another character', `.${ID.slice(1)}`],
])('a value that is no id is replaced, so that it locks no device out: %s', (_what, value) => {
  const id = readDeviceId(cookie(value));
  expect(id).toMatch(/^[\w-]{43}$/);
  expect(id).not.toBe(value);
  expect(id, 'a new one each time').not.toBe(readDeviceId(cookie(value)));
});

test('a browser without a cookie gets an id of its own', () => {
  expect(readDeviceId(undefined)).toMatch(/^[\w-]{43}$/);
  expect(readDeviceId(undefined)).not.toBe(readDeviceId('other=1'));
});
