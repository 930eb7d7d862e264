import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  PRIVATE_CACHE_KINDS,
  parsePrivateCacheName,
  privateCacheName,
} from '../../../src/protocol/private-cache.ts';

const owner = fc.record({
  kind: fc.constantFrom(...PRIVATE_CACHE_KINDS),
  organizationId: fc.string({ unit: 'grapheme' }),
  userId: fc.string({ unit: 'grapheme' }),
});

test('every owner has its own cache name, and is read back from it', () => {
  fc.assert(
    fc.property(owner, (one) => {
      expect(parsePrivateCacheName(privateCacheName(one))).toEqual(one);
    }),
  );
  expect(privateCacheName({ kind: 'kept', organizationId: 'org_a:b', userId: 'c' })).not.toBe(
    privateCacheName({ kind: 'kept', organizationId: 'org_a', userId: 'b:c' }),
  );
});

test.each([
  '',
  'keyring-used',
  'keyring:kept:org_acme',
  'keyring:other:org_acme:user_ada',
  'keyring:kept:org_acme:user_ada:more',
  'app:kept:org_acme:user_ada',
  'workbox-precache-v2-http://localhost/',
])('%j is no private cache', (name) => expect(parsePrivateCacheName(name)).toBeUndefined());

test('an unknown name does not throw', () => {
  fc.assert(fc.property(fc.string(), (name) => void parsePrivateCacheName(`keyring:kept:${name}`)));
});
