import { decodeProtectedHeader } from 'jose';
import { describe, expect, test } from 'vitest';
import {
  createSessionHandle,
  readSessionHandle,
  readUnverifiedClaims,
} from '../../../src/protocol/session-handle.ts';
import { isNamed, isOfNamedOwner, namedOrganization } from '../../../sw/fetch/named-organization.ts';
import { NO_CLAIMS } from '../../support/blank-claims.ts';
import { keyringErrorOf } from '../support/errors.ts';
import { USABLE } from '../support/guarded-page.ts';
import { ACME, ADA } from '../support/people.ts';

const SESSION = {
  ...USABLE,
  ...NO_CLAIMS,
  user: ADA,
  role: 'admin',
  roles: ['admin'],
  permissions: ['notes:read', 'größe:ändern'],
  refreshedAt: 1_700_000_000_000,
  accessTokenExpiresAt: 1_700_000_300_000,
};
const HANDLE = createSessionHandle(ACME, SESSION);
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const forge = (claims: unknown, header: unknown = { alg: 'keyring-handle' }): string =>
  `${encode(header)}.${encode(claims)}.`;
const CLAIMS = { sub: ADA.id, org_id: ACME.id, org_slug: ACME.slug };
const withHandle = (handle: string, more: Record<string, string> = {}): Headers =>
  new Headers({ Authorization: `Bearer ${handle}`, ...more });

test('R46: a handle has the shape of a JWT, an empty signature and an algorithm that no verifier knows', () => {
  expect(HANDLE.split('.')).toHaveLength(3);
  expect(HANDLE.endsWith('.')).toBe(true);
  expect(decodeProtectedHeader(HANDLE)).toEqual({ alg: 'keyring-handle', typ: 'JWT' });
  expect(readUnverifiedClaims(HANDLE)).toEqual({
    iss: 'org-keyring',
    sub: 'user_ada',
    sid: 'handle_org_acme',
    jti: 'handle_org_acme_1700000000000',
    iat: 1_700_000_000,
    exp: 1_700_000_300,
    org_id: 'org_acme',
    org_slug: 'acme',
    role: 'admin',
    roles: ['admin'],
    permissions: ['notes:read', 'größe:ändern'],
    entitlements: [],
    feature_flags: [],
  });
});

test('the worker reads what the page wrote', () => {
  const named = { organizationKey: 'acme', organizationId: 'org_acme', userId: 'user_ada' };
  expect(readSessionHandle(`Bearer ${HANDLE}`)).toEqual(named);
  expect(readSessionHandle(`bearer ${forge(CLAIMS)}`)).toEqual(named);
  expect(namedOrganization(withHandle(HANDLE))).toBe('acme');
  expect(namedOrganization(withHandle(HANDLE, { 'X-Org-Slug': 'acme' }))).toBe('acme');
});

test.each([
  ['no header', null],
  ['another scheme', `Basic ${HANDLE}`],
  ['an access token', `Bearer ${forge(CLAIMS, { alg: 'RS256' })}c2ln`],
  ['a token of no algorithm', `Bearer ${forge(CLAIMS, { alg: 'none' })}`],
  ['no JWT', 'Bearer opaque'],
  ['a header that is no JSON', `Bearer e30x.${encode(CLAIMS)}.`],
])('%s is no handle', (_what, authorization) => {
  expect(readSessionHandle(authorization)).toBeUndefined();
});

describe('R10, R46: a handle that names no organization does not fall back to weaker evidence', () => {
  test.each([
    ['no organization', { sub: ADA.id }],
    ['no user', { org_id: ACME.id, org_slug: ACME.slug }],
    ['an organization that is no text', { ...CLAIMS, org_slug: 7 }],
    ['a list instead of claims', []],
  ])('%s', (_what, claims) => {
    const headers = withHandle(forge(claims));
    expect(readSessionHandle(headers.get('Authorization'))).toBeNull();
    // Empty text names no organization, and the request is refused.
    expect(namedOrganization(headers)).toBe('');
    expect(isNamed(headers)).toBe(true);
  });
});

test('R10, R46: a header and a handle that name different organizations are refused', async () => {
  const headers = withHandle(HANDLE, { 'X-Org-Slug': 'globex' });
  const refused = Promise.resolve().then(() => namedOrganization(headers));
  expect((await keyringErrorOf(refused)).code).toBe('organization_conflict');
});

test('R46: the session must be that of the user and the organization in the handle', () => {
  expect(isOfNamedOwner(withHandle(HANDLE), 'org_acme/user_ada')).toBe(true);
  expect(isOfNamedOwner(withHandle(HANDLE), 'org_acme/user_grace')).toBe(false);
  // The slug has moved to another organization since.
  expect(isOfNamedOwner(withHandle(HANDLE), 'org_other/user_ada')).toBe(false);
  expect(
    isOfNamedOwner(withHandle(HANDLE, { 'X-Keyring-Owner': 'org_acme/user_grace' }), 'org_acme/user_ada'),
  ).toBe(false);
  expect(isOfNamedOwner(new Headers(), 'org_acme/user_ada')).toBe(true);
  // An owner without an organization: a stream or a socket.
  const ofAda = new Headers({ 'X-Keyring-Owner': '/user_ada' });
  expect(isOfNamedOwner(ofAda, 'org_acme/user_ada')).toBe(true);
  expect(isOfNamedOwner(ofAda, 'org_acme/user_grace')).toBe(false);
});
