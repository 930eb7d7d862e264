import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseResponse } from '../../../src/protocol/envelopes.ts';
import {
  fromWireError,
  KEYRING_ERROR_CODES,
  KeyringError,
  toWireError,
} from '../../../src/protocol/errors.ts';
import { PROTOCOL_VERSION } from '../../../src/protocol/messages.ts';

const nullable = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });

test('a KeyringError is the same on the other side', () => {
  const errors = fc.record({
    code: fc.constantFrom(...KEYRING_ERROR_CODES),
    message: fc.string({ minLength: 1, maxLength: 200 }),
    organizationSlug: nullable(fc.constantFrom('acme', 'globex')),
    reason: nullable(fc.constantFrom('expired', 'revoked')),
    retryAfter: nullable(fc.nat()),
  });
  fc.assert(
    fc.property(errors, ({ code, message, ...details }) => {
      const error = new KeyringError(code, message, details);
      const posted: unknown = structuredClone({ keyring: PROTOCOL_VERSION, error: toWireError(error) });
      const reply = parseResponse('claim', posted);
      if (!('error' in reply)) throw new Error('an error was read as a response');
      const rebuilt = fromWireError(reply.error);
      expect(rebuilt).toBeInstanceOf(KeyringError);
      expect({ ...rebuilt, message: rebuilt.message }).toEqual({ ...error, message });
    }),
  );
});

test.each([
  new Error('secret refresh token'),
  new TypeError('secret', { cause: 'secret' }),
  Object.assign(new Error('secret'), { code: 'secret', organizationSlug: 'secret' }),
  new DOMException('secret', 'secret'),
  'secret',
  { code: 'offline', message: 'secret' },
  undefined,
])('R1: the text of a foreign error does not cross: %o', (error) => {
  const wire = toWireError(error);
  expect(wire).toMatchObject({ code: 'temporarily_unavailable', organizationSlug: null, reason: null });
  expect(JSON.stringify(wire)).not.toContain('secret');
});

test('nothing but the known members crosses', () => {
  const error = Object.assign(new KeyringError('offline', 'Offline.'), { cause: 'secret', token: 'secret' });
  expect(Object.keys(toWireError(error)).sort()).toEqual([
    'code',
    'message',
    'organizationSlug',
    'reason',
    'retryAfter',
  ]);
});
