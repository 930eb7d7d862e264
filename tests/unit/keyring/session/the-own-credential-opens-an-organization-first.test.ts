import { expect, test } from 'vitest';
import type { Credential } from '../../../../src/keyring/session/credential.ts';
import { Credentials, type CredentialsParts } from '../../../../src/keyring/session/credentials.ts';
import type { Session } from '../../../../src/keyring/session/session.ts';
import type { SessionUser } from '../../../../src/protocol/session-status.ts';
import { WITHOUT_ORGANIZATION } from '../../../../src/protocol/without-organization.ts';
import { ACME, ADA, GLOBEX, GRACE } from '../../support/people.ts';

function credential(id: string, organizationId: string, usedAt: number, user: SessionUser = ADA): Credential {
  return {
    id,
    generation: 1,
    user,
    isImpersonated: false,
    sessionId: `session_${id}`,
    refreshToken: `refresh_${id}`,
    organizationId,
    signedInAt: 0,
    authorizedAt: 0,
    maxAge: null,
    issuedAt: 0,
    usedAt,
    unanswered: [],
    sentAt: 0,
  };
}

/** The ids of the credentials that may open the organization, in order. */
async function candidates(
  session: Session,
  stored: readonly Credential[],
  isShared = true,
): Promise<readonly string[]> {
  // Nothing else is read.
  const parts = { store: { list: async () => stored }, isShared } as unknown as CredentialsParts;
  return (await new Credentials(parts).candidatesFor(session)).map(({ id }) => id);
}

const absent = (organizationId: string): Session => ({ organizationId, generation: 0, status: 'absent' });
const lost = (organizationId: string, user: SessionUser): Session => ({
  organizationId,
  generation: 2,
  status: 'needs-authorization',
  reason: 'expired',
  user,
});

const GLOBEX_LATEST = credential('globex', GLOBEX.id, 3);
const ACME_OLDER = credential('acme', ACME.id, 1);
const ACME_NEWER = credential('acme-newer', ACME.id, 2);

test('the credentials of the organization itself come first, and the most recently used before the others', async () => {
  const stored = [ACME_OLDER, GLOBEX_LATEST, ACME_NEWER];
  expect(await candidates(absent(ACME.id), stored)).toEqual(['acme-newer', 'acme', 'globex']);
  expect(await candidates(absent(GLOBEX.id), stored)).toEqual(['globex', 'acme-newer', 'acme']);
  expect(await candidates(absent('org_initech'), stored)).toEqual(['globex', 'acme-newer', 'acme']);
});

test('without sharing there is none', async () => {
  expect(await candidates(absent(ACME.id), [ACME_OLDER], false)).toEqual([]);
});

test('only those of one user: the one of the session, or else the one whose credential comes first', async () => {
  const graces = credential('grace', GLOBEX.id, 9, GRACE);
  const stored = [graces, ACME_OLDER, ACME_NEWER];
  expect(await candidates(lost(GLOBEX.id, ADA), stored)).toEqual(['acme-newer', 'acme']);
  expect(await candidates(lost(ACME.id, GRACE), stored)).toEqual(['grace']);
  expect(await candidates(absent('org_initech'), stored)).toEqual(['grace']);
  expect(await candidates(absent(ACME.id), stored)).toEqual(['acme-newer', 'acme']);
});

test('R55: an impersonated credential opens its own organization, and no other', async () => {
  const impersonated = { ...GLOBEX_LATEST, isImpersonated: true };
  expect(await candidates(absent(ACME.id), [impersonated, ACME_OLDER])).toEqual(['acme']);
  expect(await candidates(absent(GLOBEX.id), [impersonated, ACME_OLDER])).toEqual(['globex', 'acme']);
  expect(await candidates(absent(ACME.id), [impersonated])).toEqual([]);
});

test('no credential returns from an organization to the session without one', async () => {
  const without = credential('without', WITHOUT_ORGANIZATION, 1);
  expect(await candidates(absent(WITHOUT_ORGANIZATION), [GLOBEX_LATEST, without])).toEqual(['without']);
  expect(await candidates(absent(WITHOUT_ORGANIZATION), [GLOBEX_LATEST])).toEqual([]);
  expect(await candidates(absent(ACME.id), [GLOBEX_LATEST, without])).toEqual(['globex', 'without']);
});
