import { describe, expect, test } from 'vitest';
import { WITHOUT_ORGANIZATION } from '../../../../src/protocol/without-organization.ts';
import { keyringErrorOf } from '../../support/errors.ts';
import { adaIn, claimsOf, type Grantee, NO_ANSWER } from '../../support/fake-authkit.ts';
import { createKeyring, type KeyringOptions, type TestKeyring } from '../../support/keyring.ts';
import { ACME, ADA, GLOBEX, GRACE } from '../../support/people.ts';

const EXPIRED = 301_000;
const NONE: Grantee = { organizationId: null, user: ADA, sessionId: 'sid_none' };

/** A sign-in without an organization. */
async function signInToNone({ begin, callbackOf, manager }: TestKeyring, grantee = NONE) {
  return manager.finishSignIn(callbackOf(await begin(null), grantee));
}

/** A keyring of a user who belongs to no organization. */
async function signedInToNone(options: KeyringOptions = {}): Promise<TestKeyring> {
  const keyring = createKeyring(options);
  expect(await signInToNone(keyring)).toEqual({ type: 'signed-in', returnTo: '/' });
  keyring.authkit.calls.length = 0;
  return keyring;
}

const stateOf = async ({ overview }: TestKeyring) =>
  (await overview.snapshot()).withoutOrganization?.status ?? 'absent';

/** No access token is stored with a session of another organization than its own. */
async function expectNoTokenElsewhere({ store }: TestKeyring): Promise<void> {
  for (const session of await store.list()) {
    if (session.status !== 'active') continue;
    const { organizationId } = claimsOf(session.tokens.accessToken);
    expect(organizationId ?? WITHOUT_ORGANIZATION).toBe(session.organizationId);
  }
}

test('R11: a sign-in for no organization that ends in none is the session without an organization', async () => {
  const keyring = await signedInToNone();
  const { manager, overview, authkit, backEnd, platform } = keyring;
  expect(claimsOf(await manager.accessToken(null))).toMatchObject({ organizationId: null, subject: ADA.id });
  const { sessions, unnamed, withoutOrganization } = await overview.snapshot();
  expect([sessions, unnamed, withoutOrganization?.status]).toEqual([[], 0, 'active']);
  expect(JSON.stringify(withoutOrganization)).not.toMatch(/access:|refresh:|sid_none/);
  // The back end is asked for no name: there is none.
  expect(backEnd.memberships).toEqual([]);
  await Promise.all(platform.backgroundWork);
  expect(authkit.revoked).toEqual([]);
});

test('R11: a sign-in for no organization that ends in one stores nothing without an organization', async () => {
  const keyring = createKeyring();
  await signInToNone(keyring, adaIn(ACME.id));
  expect((await keyring.active(ACME)).organizationId).toBe(ACME.id);
  expect(await stateOf(keyring)).toBe('absent');
  await expectNoTokenElsewhere(keyring);
});

test('R11: a token that names the reserved key as its organization is stored nowhere', async () => {
  const keyring = createKeyring();
  const result = await signInToNone(keyring, { ...NONE, organizationId: WITHOUT_ORGANIZATION });
  expect(result).toMatchObject({ type: 'failed', reason: 'authorization_failed' });
  expect(JSON.stringify(await keyring.store.list())).not.toContain('access:');
});

test('R11: a provider that takes no organization does not turn a sign-in to one into the session without', async () => {
  const keyring = createKeyring();
  Object.assign(keyring.authkit.capabilities, { organizationParameter: false });
  const result = await keyring.signIn(ACME, NONE);
  expect(result).toMatchObject({ type: 'failed', reason: 'wrong_organization' });
  expect(await stateOf(keyring)).toBe('absent');
  await Promise.all(keyring.platform.backgroundWork);
  expect(keyring.authkit.revoked).toEqual(['sid_none']);
});

describe.each(['shared', 'separate'] as const)('with credentials: %s', (credentials) => {
  test('a refresh names no organization, and its token names none', async () => {
    const keyring = await signedInToNone({ credentials });
    const { manager, platform, authkit } = keyring;
    platform.time += EXPIRED;
    expect(claimsOf(await manager.accessToken(null)).organizationId).toBeNull();
    expect(authkit.calls.map(({ grant, organizationId }) => [grant, organizationId])).toEqual([
      ['refresh', null],
    ]);
  });

  test('R42: a sign-out ends it here and at the provider, and a late callback does not restore it', async () => {
    const keyring = await signedInToNone({ credentials });
    const { manager, authkit, platform, begin, callbackOf, credentials: stored } = keyring;
    const late = callbackOf(await begin(null), { ...NONE, sessionId: 'sid_late' });
    await manager.signOut([WITHOUT_ORGANIZATION]);
    expect(await manager.finishSignIn(late)).toEqual({ type: 'unknown' });
    await Promise.all(platform.backgroundWork);
    expect([authkit.revoked, await stored.list(), await stateOf(keyring)]).toEqual([
      ['sid_none'],
      [],
      'signed-out',
    ]);
    expect(await keyringErrorOf(manager.accessToken(null))).toMatchObject({ code: 'authorization_required' });
  });

  test('R10: it never serves an organization, and an organization never serves it', async () => {
    const keyring = await signedInToNone({ credentials });
    keyring.authkit.refusing.set(ACME.id, 'organization_membership_not_found');
    expect(await keyringErrorOf(keyring.manager.accessToken(ACME))).toMatchObject({
      code: 'authorization_required',
    });
    expect(await stateOf(keyring)).toBe('active');
    const other = createKeyring({ credentials });
    await other.signIn(ACME);
    other.authkit.calls.length = 0;
    const { changes } = other.told;
    expect(await keyringErrorOf(other.manager.accessToken(null))).toMatchObject({ reason: 'absent' });
    // No refresh begins, so no page is told of one.
    expect([other.authkit.calls, other.told.changes]).toEqual([[], changes]);
    await expectNoTokenElsewhere(keyring);
  });
});

test('an organization opens with its credential, without a second sign-in, and the session without one ends', async () => {
  const keyring = await signedInToNone();
  const { manager, authkit, active, credentialOf, platform, backEnd } = keyring;
  expect((await manager.open(ACME)).session.status).toBe('active');
  expect(authkit.calls.map(({ grant, organizationId }) => [grant, organizationId])).toEqual([
    ['refresh', ACME.id],
  ]);
  expect((await active(ACME)).user.id).toBe(ADA.id);
  expect((await credentialOf(ACME)).organizationId).toBe(ACME.id);
  expect(await stateOf(keyring)).toBe('absent');
  // The provider stays in the organization now, so no request without one is sent.
  expect(await keyringErrorOf(manager.accessToken(null))).toMatchObject({ reason: 'absent' });
  expect(authkit.calls).toHaveLength(1);
  await manager.organizations();
  expect(backEnd.memberships).toHaveLength(1);
  await Promise.all(platform.backgroundWork);
  expect(authkit.revoked).toEqual([]);
  await expectNoTokenElsewhere(keyring);
});

test('with separate credentials it stays beside the organization that the user signs in to', async () => {
  const keyring = await signedInToNone({ credentials: 'separate' });
  const { manager, signIn, authkit, platform } = keyring;
  expect((await manager.open(ACME)).session.status).toBe('absent');
  await signIn(ACME);
  platform.time += EXPIRED;
  expect(claimsOf(await manager.accessToken(null)).organizationId).toBeNull();
  expect(claimsOf(await manager.accessToken(ACME)).organizationId).toBe(ACME.id);
  await Promise.all(platform.backgroundWork);
  expect(authkit.revoked).toEqual([]);
  await expectNoTokenElsewhere(keyring);
});

test('an organization that refuses the user costs neither the session nor the credential', async () => {
  const keyring = await signedInToNone();
  const { manager, authkit, platform } = keyring;
  Object.assign(authkit, { refusedSwitchSpendsToken: true, replayOtherOrganization: 'refuse' });
  authkit.refusing.set(ACME.id, 'organization_membership_not_found');
  expect((await manager.open(ACME)).session).toMatchObject({ reason: 'not_a_member' });
  platform.time += EXPIRED;
  expect(claimsOf(await manager.accessToken(null)).organizationId).toBeNull();
  expect(await stateOf(keyring)).toBe('active');
});

test('R36: a worker that stops after the credential has moved leaves no session that cannot be refreshed', async () => {
  const keyring = await signedInToNone({
    // The worker stops before the session without an organization ends.
    wrapStore: (store) => ({
      ...store,
      compareAndSet: async (expected, next) =>
        next.organizationId === WITHOUT_ORGANIZATION && next.status === 'absent'
          ? new Promise(() => {})
          : store.compareAndSet(expected, next),
    }),
  });
  void keyring.manager.open(ACME);
  await expect.poll(() => keyring.store.read(ACME.id)).toMatchObject({ status: 'active' });
  const next = keyring.restart({ wrapStore: (store) => store });
  expect(await stateOf(next)).toBe('active');
  next.platform.time += EXPIRED;
  next.authkit.calls.length = 0;
  const refused = keyringErrorOf(next.manager.accessToken(null));
  // The lock of the worker that stopped is never released.
  await next.platform.advance(5_000);
  expect(await refused).toMatchObject({ reason: 'absent' });
  expect([next.authkit.calls, await stateOf(next)]).toEqual([[], 'absent']);
  const waiting = next.manager.accessToken(ACME);
  await next.platform.advance(5_000);
  expect(claimsOf(await waiting).organizationId).toBe(ACME.id);
  await expectNoTokenElsewhere(next);
});

test('R32: a refresh whose response was lost is repeated without an organization', async () => {
  const keyring = await signedInToNone();
  const { manager, authkit, platform } = keyring;
  platform.time += EXPIRED;
  authkit.script('none', authkit.actsAndLosesTheReply);
  const waiting = manager.accessToken(null);
  await platform.advance(5_000);
  expect(claimsOf(await waiting).organizationId).toBeNull();
  expect(authkit.calls.map(({ organizationId }) => organizationId)).toEqual([null, null]);
  expect(new Set(authkit.calls.map(({ credential }) => credential)).size).toBe(1);
});

test('R45: a refresh that the provider answers for an organization opens that one, and ends this session', async () => {
  const keyring = await signedInToNone();
  const { manager, authkit, platform, active, credentials } = keyring;
  platform.time += EXPIRED;
  authkit.script('none', () => authkit.grant({ ...NONE, organizationId: GLOBEX.id }));
  expect(await keyringErrorOf(manager.accessToken(null))).toMatchObject({ reason: 'absent' });
  expect((await active(GLOBEX)).user.id).toBe(ADA.id);
  expect([authkit.calls.length, (await credentials.list()).length]).toEqual([1, 1]);
  await expectNoTokenElsewhere(keyring);
});

test('R42: such a response restores no organization that the user has signed out of', async () => {
  const keyring = await signedInToNone({ credentials: 'separate' });
  await keyring.signIn(GLOBEX);
  await keyring.manager.signOut([GLOBEX.id]);
  keyring.platform.time += EXPIRED;
  keyring.authkit.script('none', () => keyring.authkit.grant({ ...NONE, organizationId: GLOBEX.id }));
  await keyringErrorOf(keyring.manager.accessToken(null));
  expect((await keyring.store.read(GLOBEX.id)).status).toBe('signed-out');
});

test('R11: a refresh of an organization that returns a token without one stores it nowhere', async () => {
  const keyring = createKeyring();
  await keyring.signIn(ACME);
  keyring.platform.time += EXPIRED;
  const stray = () => keyring.authkit.grant({ ...adaIn(ACME.id), organizationId: null });
  keyring.authkit.script(ACME.id, stray, stray);
  expect(await keyringErrorOf(keyring.manager.accessToken(ACME))).toMatchObject({
    code: 'temporarily_unavailable',
  });
  expect(await stateOf(keyring)).toBe('absent');
  expect((await keyring.credentialOf(ACME)).organizationId).toBe(ACME.id);
  await expectNoTokenElsewhere(keyring);
});

test('another user who signs in without an organization replaces the first, whose session is revoked', async () => {
  const keyring = await signedInToNone();
  await signInToNone(keyring, { organizationId: null, user: GRACE, sessionId: 'sid_grace' });
  await Promise.all(keyring.platform.backgroundWork);
  expect(claimsOf(await keyring.manager.accessToken(null)).subject).toBe(GRACE.id);
  expect(keyring.authkit.revoked).toEqual(['sid_none']);
});

test('a session that has ended names its user for the next sign-in, and its organizations stay unlisted', async () => {
  const keyring = await signedInToNone();
  const { platform, authkit, manager, begin } = keyring;
  platform.time += EXPIRED;
  authkit.script('none', () => ({
    type: 'response',
    status: 400,
    retryAfter: null,
    body: JSON.stringify({ error: 'invalid_grant', error_description: 'Session has already ended.' }),
  }));
  expect(await keyringErrorOf(manager.accessToken(null))).toMatchObject({
    code: 'authorization_required',
    organizationSlug: null,
    reason: 'revoked',
  });
  expect(authkit.flowOf(await begin(null)).loginHint).toBe(ADA.email);
});

test('R31: while the provider does not respond, a valid token is used, and the list of organizations is read', async () => {
  const keyring = await signedInToNone();
  const { manager, authkit, platform, backEnd, overview } = keyring;
  platform.time += 240_000;
  authkit.script('none', NO_ANSWER);
  expect(claimsOf(await manager.accessToken(null)).organizationId).toBeNull();
  const organizations = (await manager.organizations()).map(({ organization }) => organization);
  expect(organizations).toEqual([ACME, GLOBEX]);
  expect(backEnd.memberships).toHaveLength(1);
  expect((await overview.snapshot()).sessions).toEqual([]);
});
