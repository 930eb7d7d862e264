import { expect, test } from 'vitest';
import { ParseError } from '../../../src/protocol/parse.ts';
import { parsePaths } from '../../../src/protocol/parse-paths.ts';
import { parseOrganization, parseSnapshot } from '../../../src/protocol/parse-status.ts';
import {
  isOutsideOrganizations,
  parseOrganizationKey,
  readOrganizationKey,
} from '../../../src/protocol/paths.ts';
import { WITHOUT_ORGANIZATION } from '../../../src/protocol/without-organization.ts';

test('R13: no back end can name an organization with the key of the session without one', () => {
  expect(() => parseOrganization({ id: WITHOUT_ORGANIZATION, slug: 'acme', name: 'Acme' })).toThrow(
    ParseError,
  );
  expect(() => parseOrganization({ id: 'org_1', slug: WITHOUT_ORGANIZATION, name: 'Acme' })).toThrow(
    ParseError,
  );
});

test('R12: the key is neither a slug nor an id', () => {
  expect(readOrganizationKey(WITHOUT_ORGANIZATION)).toBeUndefined();
  for (const organizationKey of ['slug', 'id'] as const)
    expect(parseOrganizationKey(WITHOUT_ORGANIZATION, parsePaths({ organizationKey }))).toBeUndefined();
});

test('a snapshot of an older worker has no such session; a malformed one is not read', () => {
  const snapshot = { sessions: [], unnamed: 0, storage: 'durable' };
  expect(parseSnapshot(snapshot)).toEqual(snapshot);
  const withoutOrganization = { status: 'signed-out' };
  expect(parseSnapshot({ ...snapshot, withoutOrganization })).toEqual({ ...snapshot, withoutOrganization });
  expect(() => parseSnapshot({ ...snapshot, withoutOrganization: { status: 'active' } })).toThrow(ParseError);
});

test.each([
  ['/', {}, true],
  ['/sessions', {}, true],
  ['/sessions/details', {}, true],
  ['/onboarding', { reserved: ['onboarding'] }, true],
  ['/onboarding', {}, false],
  ['/acme/', {}, false],
  ['/ACME/', {}, false],
  ['/%73essions', {}, false],
  ['//sessions', {}, false],
  ['/account', { organization: '/o/:organization/*' }, true],
  ['/o/', { organization: '/o/:organization/*' }, true],
  ['/o/acme/', { organization: '/o/:organization/*' }, false],
  ['/o/ACME/', { organization: '/o/:organization/*' }, false],
  ['/sessions', { scope: '/app/' }, false],
  ['/app/', { scope: '/app/' }, true],
  ['/home', { organization: 'none' }, false],
])('%s with the paths %j: outside of all organizations is %s', (path, options, expected) => {
  expect(isOutsideOrganizations(path, parsePaths(options))).toBe(expected);
});
