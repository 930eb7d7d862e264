import { expect, test } from 'vitest';
import { SealedTable } from '../../../../src/storage/sealed-table.ts';
import { keyringErrorOf } from '../../support/errors.ts';
import { adaIn, claimsOf, INVALID_GRANT, NO_ANSWER } from '../../support/fake-authkit.ts';
import { settle } from '../../support/fake-platform.ts';
import { createKeyring, type TestKeyring } from '../../support/keyring.ts';
import { ACME, ADA, GLOBEX, GRACE, slug } from '../../support/people.ts';
import { PLAIN_VAULT } from '../../support/plain-vault.ts';

const INITECH = { id: 'org_initech', slug: slug('initech'), name: 'Initech' };
const EXPIRED = 301_000;
const hangs = (): Promise<never> => new Promise(() => {});

/** Organizations that Ada has not opened yet. */
const organizations = (length: number) =>
  Array.from({ length }, (_, number) => ({
    id: `org_${number}`,
    slug: slug(`org-${number}`),
    name: `Org ${number}`,
  }));

/** A keyring where Ada has signed in to Acme alone. */
async function signedInToAcme(): Promise<TestKeyring> {
  const keyring = createKeyring();
  keyring.backEnd.organizations.set(INITECH.slug, INITECH);
  await keyring.signIn(ACME);
  keyring.authkit.calls.length = 0;
  return keyring;
}

test('an organization without a session opens with one refresh that names it', async () => {
  const { manager, authkit, active, credentials, logged } = await signedInToAcme();
  const token = await manager.accessToken(GLOBEX);
  expect(claimsOf(token)).toMatchObject({ organizationId: GLOBEX.id, subject: ADA.id });
  expect(authkit.calls.map(({ grant, organizationId }) => [grant, organizationId])).toEqual([
    ['refresh', GLOBEX.id],
  ]);
  expect(await credentials.list()).toHaveLength(1);
  expect((await active(GLOBEX)).credentialId).toBe((await active(ACME)).credentialId);
  expect((await manager.open(INITECH)).session.status).toBe('active');
  expect(logged.filter(({ detail }) => detail === 'shared')).toEqual([
    { event: 'signed-in', organizationId: GLOBEX.id, detail: 'shared', duration: expect.any(Number) },
    { event: 'signed-in', organizationId: INITECH.id, detail: 'shared', duration: expect.any(Number) },
  ]);
});

test('a page sees which sessions share a sign-in, until one of them is left', async () => {
  const { manager } = await signedInToAcme();
  expect((await manager.open(ACME)).session).not.toHaveProperty('isSignInShared');
  expect((await manager.open(GLOBEX)).session).toMatchObject({ isSignInShared: true });
  expect((await manager.open(ACME)).session).toMatchObject({ isSignInShared: true });
  await manager.signOut([GLOBEX.id]);
  expect((await manager.open(ACME)).session).not.toHaveProperty('isSignInShared');
});

test('fifty callers of one organization share its opening', async () => {
  const { manager, authkit } = await signedInToAcme();
  const tokens = await Promise.all(Array.from({ length: 50 }, () => manager.accessToken(GLOBEX)));
  expect([new Set(tokens).size, authkit.calls.length]).toEqual([1, 1]);
});

test('a caller that reads the credentials while another one opens the organization gets its session', async () => {
  let release = (): void => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let lists = 0;
  const keyring = createKeyring({
    wrapCredentials: (store) => ({
      ...store,
      list: async () => {
        lists += 1;
        if (lists === 2) await held;
        return store.list();
      },
    }),
  });
  await keyring.signIn(ACME);
  lists = 0;
  const opened = keyring.manager.accessToken(GLOBEX);
  const late = keyring.manager.accessToken(GLOBEX);
  const token = await opened;
  release();
  expect(await late).toBe(token);
  expect(lists).toBe(2);
});

test('R45: each request has the refresh token that the one before it brought', async () => {
  const { manager, platform, authkit } = await signedInToAcme();
  await Promise.all([manager.accessToken(GLOBEX), manager.accessToken(INITECH)]);
  platform.time += EXPIRED;
  await Promise.all([ACME, GLOBEX, INITECH].map((organization) => manager.accessToken(organization)));
  const spent = authkit.calls.map(({ credential }) => credential);
  expect([spent.length, new Set(spent).size]).toEqual([5, 5]);
});

test.each(['sso_required', 'organization_membership_not_found', 'organization_not_found', 'mfa_enrollment'])(
  '%s concerns one organization: the credential and the other sessions stay',
  async (error) => {
    const { manager, authkit, active, store, credentials, platform } = await signedInToAcme();
    authkit.refusing.set(GLOBEX.id, error);
    expect(await keyringErrorOf(manager.accessToken(GLOBEX))).toMatchObject({
      code: 'authorization_required',
    });
    expect(await store.read(GLOBEX.id)).toMatchObject({ status: 'needs-authorization', user: ADA });
    expect(await credentials.list()).toHaveLength(1);
    platform.time += EXPIRED;
    await manager.accessToken(ACME);
    expect((await active(ACME)).status).toBe('active');
  },
);

test.each([true, false])(
  'a refused switch loses nothing, whether it uses the refresh token or not (%s)',
  async (refusedSwitchSpendsToken) => {
    const { manager, authkit, platform, active } = await signedInToAcme();
    Object.assign(authkit, { refusedSwitchSpendsToken, replayOtherOrganization: 'refuse' });
    authkit.refusing.set(GLOBEX.id, 'sso_required');
    await keyringErrorOf(manager.accessToken(GLOBEX));
    expect(authkit.calls.map(({ organizationId }) => organizationId)).toEqual([GLOBEX.id, ACME.id]);
    platform.time += EXPIRED;
    await manager.accessToken(ACME);
    await active(ACME);
  },
);

test('R30, R45: a refused switch whose response was lost ends no other session', async () => {
  const { manager, authkit, platform, active, store } = await signedInToAcme();
  Object.assign(authkit, { refusedSwitchSpendsToken: true, replayOtherOrganization: 'refuse' });
  authkit.refusing.set(GLOBEX.id, 'sso_required');
  authkit.script(GLOBEX.id, authkit.actsAndLosesTheReply);
  const refusal = keyringErrorOf(manager.accessToken(GLOBEX));
  await platform.advance(5_000);
  expect(await refusal).toMatchObject({ code: 'authorization_required', reason: 'sso_required' });
  expect((await store.read(GLOBEX.id)).status).toBe('needs-authorization');
  await active(ACME);
});

test('R30: a worker that ends during a refused switch leaves the next one a credential that opens the others', async () => {
  const dying = await signedInToAcme();
  Object.assign(dying.authkit, { refusedSwitchSpendsToken: true, replayOtherOrganization: 'refuse' });
  dying.authkit.refusing.set(GLOBEX.id, 'sso_required');
  dying.authkit.script(GLOBEX.id, (call) => {
    dying.authkit.acts(call);
    return hangs();
  });
  void dying.manager.accessToken(GLOBEX);
  await settle();
  dying.platform.locks.areBroken = true; // the lock of a worker that has ended is free
  const next = dying.restart();
  await next.manager.accessToken(INITECH);
  expect(next.authkit.calls.map(({ organizationId }) => organizationId)).toEqual([
    GLOBEX.id,
    GLOBEX.id,
    ACME.id,
    INITECH.id,
  ]);
  await next.active(ACME);
});

test('a refresh token that is not accepted is not sent twice, unless an earlier request had no response', async () => {
  const { manager, authkit, store } = await signedInToAcme();
  authkit.script(GLOBEX.id, INVALID_GRANT);
  expect(await keyringErrorOf(manager.accessToken(GLOBEX))).toMatchObject({ reason: 'absent' });
  expect(authkit.calls).toHaveLength(1);
  expect(await store.read(ACME.id)).toMatchObject({ status: 'needs-authorization', reason: 'expired' });
});

test('R30: after a switch whose token could not be checked, a refused switch ends no other session', async () => {
  const { manager, authkit, platform, active } = await signedInToAcme();
  Object.assign(authkit, { refusedSwitchSpendsToken: true, replayOtherOrganization: 'refuse' });
  const { verify } = authkit;
  authkit.verify = async () => 'unchecked';
  const unchecked = keyringErrorOf(manager.accessToken(GLOBEX));
  await platform.advance(25_000);
  expect(await unchecked).toMatchObject({ code: 'temporarily_unavailable' });
  authkit.verify = verify.bind(authkit);
  authkit.refusing.set(INITECH.id, 'sso_required');
  expect(await keyringErrorOf(manager.accessToken(INITECH))).toMatchObject({ reason: 'sso_required' });
  await active(ACME);
});

test('R45: the end of the credential ends every session on it; one sign-in restores all of them', async () => {
  const { manager, authkit, platform, store, signIn, active } = await signedInToAcme();
  await manager.accessToken(GLOBEX);
  platform.time += EXPIRED;
  authkit.script(GLOBEX.id, INVALID_GRANT);
  expect(await keyringErrorOf(manager.accessToken(GLOBEX))).toMatchObject({ reason: 'expired' });
  expect(await store.read(ACME.id)).toMatchObject({ status: 'needs-authorization', reason: 'expired' });
  await signIn(ACME, adaIn(ACME.id, 'sid_new'));
  await manager.accessToken(GLOBEX);
  expect((await active(GLOBEX)).sessionId).toBe('sid_new');
});

test.each(['pair', 'refuse'] as const)(
  'R36: a worker that ends during an opening leaves the next one the same request (%s)',
  async (replayOtherOrganization) => {
    const dying = await signedInToAcme();
    dying.authkit.replayOtherOrganization = replayOtherOrganization;
    dying.authkit.script(GLOBEX.id, (call) => {
      dying.authkit.acts(call);
      return hangs();
    });
    void dying.manager.accessToken(GLOBEX);
    await settle();
    dying.platform.locks.areBroken = true; // the lock of a worker that has ended is free
    const next = dying.restart();
    next.platform.time += 5_000;
    await next.manager.accessToken(INITECH);
    expect(next.authkit.calls.map(({ organizationId }) => organizationId)).toEqual([
      GLOBEX.id,
      GLOBEX.id,
      INITECH.id,
    ]);
    await next.active(INITECH);
  },
);

test('R35: an organization that hangs delays the others by less than one request timeout, and by nothing while their tokens are valid', async () => {
  const { manager, authkit, platform, active } = await signedInToAcme();
  await manager.accessToken(GLOBEX);
  const responds = authkit.respondToRefresh.bind(authkit);
  authkit.respondToRefresh = async (token, organizationId, timeout = 0) => {
    if (organizationId !== GLOBEX.id) return responds(token, organizationId, timeout);
    await platform.delay(timeout);
    return NO_ANSWER;
  };
  platform.time += 290_000;
  const valid = (await active(ACME)).tokens.accessToken;
  void manager.accessToken(GLOBEX).catch(() => {});
  await settle();
  expect(await manager.accessToken(ACME)).toBe(valid);
  platform.time += 20_000;
  let token: string | undefined;
  void manager.accessToken(ACME).then((next) => {
    token = next;
  });
  await platform.advance(14_999);
  if (token === undefined) throw new Error('Acme waits for more than one request timeout.');
  expect(claimsOf(token).organizationId).toBe(ACME.id);
});

test('R35: a repeated request ends with the deadline of the call that repeats it', async () => {
  const { manager, authkit, platform } = await signedInToAcme();
  await manager.accessToken(GLOBEX);
  platform.time += EXPIRED;
  const ends: number[] = [];
  authkit.respondToRefresh = async (_token, organizationId, timeout = 0) => {
    ends.push(platform.time + timeout);
    if (organizationId === GLOBEX.id) await platform.delay(timeout);
    return NO_ANSWER;
  };
  const began = platform.time;
  const failures = [GLOBEX, ACME].map((organization) => keyringErrorOf(manager.accessToken(organization)));
  await platform.advance(60_000);
  for (const failure of failures) expect(await failure).toMatchObject({ code: 'temporarily_unavailable' });
  expect(ends.length).toBeGreaterThan(5);
  expect(Math.max(...ends)).toBe(began + 20_000);
});

test('no response of the provider is no answer about the organization: the session stays absent', async () => {
  const { manager, authkit, platform, store } = await signedInToAcme();
  authkit.script(GLOBEX.id, ...Array.from({ length: 50 }, () => NO_ANSWER));
  const failure = keyringErrorOf(manager.accessToken(GLOBEX));
  await platform.advance(30_000);
  expect(await failure).toMatchObject({ code: 'temporarily_unavailable' });
  expect((await store.read(GLOBEX.id)).status).toBe('absent');
});

test('R42: after a sign-out of one organization the credential serves the others; the last one revokes it', async () => {
  const { manager, authkit, platform, credentials, store } = await signedInToAcme();
  await manager.accessToken(GLOBEX);
  await manager.signOut([ACME.id]);
  await Promise.all(platform.backgroundWork);
  expect(authkit.revoked).toEqual([]);
  expect(await keyringErrorOf(manager.accessToken(ACME))).toMatchObject({ reason: 'signed-out' });
  platform.time += EXPIRED;
  await manager.accessToken(GLOBEX);
  await manager.signOut([GLOBEX.id]);
  await Promise.all(platform.backgroundWork);
  expect(authkit.revoked).toEqual(['sid_org_acme']);
  expect(await credentials.list()).toEqual([]);
  expect((await store.read(ACME.id)).status).toBe('signed-out');
});

/** Begins to open Globex with the credential of Acme. AuthKit grants after `grant`. */
async function openingGlobex() {
  const keyring = await signedInToAcme();
  const { authkit, manager } = keyring;
  let grant = (): void => {};
  authkit.script(GLOBEX.id, (call) => new Promise((resolve) => (grant = () => resolve(authkit.acts(call)))));
  const opening = manager.accessToken(GLOBEX);
  opening.catch(() => {});
  await settle();
  return { ...keyring, opening, grant: () => grant() };
}

test('a sign-out of one organization leaves its credential to another one that is being opened with it', async () => {
  const { manager, authkit, platform, credentialOf, opening, grant } = await openingGlobex();
  await manager.signOut([ACME.id]);
  grant();
  expect(claimsOf(await opening)).toMatchObject({ organizationId: GLOBEX.id });
  await Promise.all(platform.backgroundWork);
  expect(authkit.revoked).toEqual([]);
  expect((await credentialOf(GLOBEX)).sessionId).toBe('sid_org_acme');
});

test('R42: a sign-out of an organization and of the one that is being opened revokes their credential', async () => {
  const { manager, authkit, platform, credentials, opening, grant } = await openingGlobex();
  await manager.signOut([ACME.id, GLOBEX.id]);
  expect(await credentials.list()).toEqual([]);
  grant();
  expect(await keyringErrorOf(opening)).toMatchObject({ reason: 'signed-out' });
  await Promise.all(platform.backgroundWork);
  expect(authkit.revoked).toEqual(['sid_org_acme']);
});

test('a sign-out of one user leaves the credential of another one that no session uses', async () => {
  const { manager, authkit, platform, credentials, signIn, credentialOf } = await signedInToAcme();
  await signIn(GLOBEX, { organizationId: GLOBEX.id, user: GRACE, sessionId: 'sid_grace' });
  const { id } = await credentialOf(GLOBEX);
  authkit.refusing.set(GLOBEX.id, 'organization_membership_not_found');
  platform.time += EXPIRED;
  await keyringErrorOf(manager.accessToken(GLOBEX));
  await manager.signOut([ACME.id]);
  await Promise.all(platform.backgroundWork);
  expect(authkit.revoked).toEqual(['sid_org_acme']);
  expect((await credentials.list()).map((each) => each.id)).toEqual([id]);
});

test('R42: a sign-out everywhere wins over an opening', async () => {
  const { manager, authkit, platform, store, credentials } = await signedInToAcme();
  let answerNow = (): void => {};
  authkit.script(
    GLOBEX.id,
    (call) => new Promise((resolve) => (answerNow = () => resolve(authkit.acts(call)))),
  );
  const opening = keyringErrorOf(manager.accessToken(GLOBEX));
  await settle();
  await manager.signOut('all');
  answerNow();
  expect(await opening).toMatchObject({ reason: 'signed-out' });
  await Promise.all(platform.backgroundWork);
  expect((await store.read(GLOBEX.id)).status).toBe('signed-out');
  expect([await credentials.list(), authkit.revoked]).toEqual([[], ['sid_org_acme']]);
});

test.each(['everywhere', 'of the last organization'])(
  'R42: after an opening without a response, a sign-out %s ends the credential too',
  async (where) => {
    const { manager, authkit, platform, credentials } = await signedInToAcme();
    authkit.script(GLOBEX.id, ...Array.from({ length: 50 }, () => NO_ANSWER));
    const failure = keyringErrorOf(manager.accessToken(GLOBEX));
    await platform.advance(30_000);
    await failure;
    await manager.signOut(where === 'everywhere' ? 'all' : [ACME.id]);
    await Promise.all(platform.backgroundWork);
    expect(await credentials.list()).toEqual([]);
    platform.time += 60_000;
    expect(await keyringErrorOf(manager.accessToken(GLOBEX))).toMatchObject({ reason: 'absent' });
    await Promise.all(platform.backgroundWork);
    expect(authkit.revoked).toEqual(['sid_org_acme']);
  },
);

test('R45: two accounts stay separate: each session has a credential of its own user', async () => {
  const { manager, authkit, signIn, credentials, credentialOf, active, platform } = await signedInToAcme();
  platform.time += 1_000;
  await signIn(GLOBEX, { organizationId: GLOBEX.id, user: GRACE, sessionId: 'sid_grace' });
  const { refreshToken: ofGrace } = await credentialOf(GLOBEX);
  authkit.refusing.set(INITECH.id, 'organization_membership_not_found');
  await keyringErrorOf(manager.accessToken(INITECH));
  // The one who signed in last. The other account has to be chosen by the user.
  const tried = authkit.refreshesOf(INITECH.id).map(({ credential }) => credential);
  expect(tried).toEqual([ofGrace]);
  for (const credential of await credentials.list())
    expect([ACME.id, GLOBEX.id]).toContain(credential.organizationId);
  platform.time += EXPIRED;
  expect(claimsOf(await manager.accessToken(ACME)).subject).toBe(ADA.id);
  expect(claimsOf(await manager.accessToken(GLOBEX)).subject).toBe(GRACE.id);
  expect((await active(ACME)).credentialId).not.toBe((await active(GLOBEX)).credentialId);
});

test('R45: if the credential of one account has ended, that of another account is not tried', async () => {
  const { manager, authkit, signIn, credentialOf, platform } = await signedInToAcme();
  platform.time += 1_000;
  await signIn(GLOBEX, { organizationId: GLOBEX.id, user: GRACE, sessionId: 'sid_grace' });
  const { refreshToken: ofGrace } = await credentialOf(GLOBEX);
  authkit.script(INITECH.id, INVALID_GRANT);
  expect(await keyringErrorOf(manager.accessToken(INITECH))).toMatchObject({
    code: 'authorization_required',
  });
  expect(authkit.refreshesOf(INITECH.id).map(({ credential }) => credential)).toEqual([ofGrace]);
});

test('R55: the credential of an impersonated session opens no other organization', async () => {
  const { manager, authkit, signIn } = createKeyring();
  const impersonator = { email: 'support@example.com', reason: 'Ticket 4711' };
  await signIn(ACME, { ...adaIn(ACME.id), impersonator });
  authkit.calls.length = 0;
  expect(await keyringErrorOf(manager.accessToken(GLOBEX))).toMatchObject({ code: 'authorization_required' });
  expect(authkit.calls).toEqual([]);
  expect(claimsOf(await manager.accessToken(ACME)).organizationId).toBe(ACME.id);
});

test('signing in silently opens an organization that the user signed out of, within the rate limit', async () => {
  const { manager, platform } = await signedInToAcme();
  await manager.accessToken(GLOBEX);
  await manager.signOut([GLOBEX.id]);
  expect((await manager.open(GLOBEX)).session.status).toBe('signed-out');
  expect((await manager.signInSilently(GLOBEX)).session.status).toBe('active');
  for (let spent = 0; spent < 8; spent += 1) {
    platform.time += EXPIRED / 300;
    await manager.signOut([GLOBEX.id]);
    await keyringErrorOf(manager.signInSilently(GLOBEX).then(() => Promise.reject(new Error()))).catch(
      () => {},
    );
  }
  await manager.signOut([GLOBEX.id]);
  expect(await keyringErrorOf(manager.signInSilently(GLOBEX))).toMatchObject({
    code: 'temporarily_unavailable',
  });
});

test('a silent sign-in whose request is counted keeps no second place in the rate limit', async () => {
  const { manager, authkit } = await signedInToAcme();
  const [first, ...others] = organizations(9);
  if (first === undefined) throw new Error('There are nine.');
  let respond = (): void => {};
  authkit.script(first.id, (call) => new Promise((resolve) => (respond = () => resolve(authkit.acts(call)))));
  const opening = manager.signInSilently(first);
  await settle();
  expect(authkit.calls).toHaveLength(1);
  // With the sign-in to Acme these are ten.
  const waiting = Promise.all(others.map((one) => manager.signInSilently(one)));
  await settle();
  respond();
  const statuses = [await opening, ...(await waiting)].map(({ session }) => session.status);
  expect(statuses).toEqual(Array.from({ length: 9 }, () => 'active'));
});

test('silent sign-ins that begin together, as of a pointer that crosses a list, stay within the rate limit', async () => {
  const { manager, authkit, platform } = await signedInToAcme();
  const twelve = organizations(12);
  platform.time += 60_000;
  const results = await Promise.allSettled(twelve.map((one) => manager.signInSilently(one)));
  const refusals = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  expect([authkit.calls.length, refusals.length]).toEqual([10, 2]);
  for (const refusal of refusals)
    expect(refusal).toMatchObject({ code: 'temporarily_unavailable', retryAfter: 60 });
  platform.time += 60_000;
  const last = twelve.at(-1);
  if (last === undefined) throw new Error('There are twelve.');
  expect((await manager.signInSilently(last)).session.status).toBe('active');
});

test('a silent sign-in that sends no request needs no room in the rate limit', async () => {
  const { manager, authkit, tables, platform } = await signedInToAcme();
  authkit.refusing.set(INITECH.id, 'sso_required');
  await keyringErrorOf(manager.accessToken(INITECH));
  let respond = (): void => {};
  authkit.script(
    GLOBEX.id,
    (call) => new Promise((resolve) => (respond = () => resolve(authkit.acts(call)))),
  );
  const opening = manager.accessToken(GLOBEX);
  await settle();
  const limits = new SealedTable(tables.limits, PLAIN_VAULT, 'limits');
  await limits.put(
    'authentications',
    Array.from({ length: 10 }, () => platform.time),
  );
  const { length: sent } = authkit.calls;
  expect((await manager.signInSilently(INITECH)).session.status).toBe('needs-authorization');
  const joined = manager.signInSilently(GLOBEX);
  await settle();
  expect(authkit.calls).toHaveLength(sent);
  respond();
  expect((await joined).session.status).toBe('active');
  await opening;
});

test('an organization opens with the next credential of its user in the same call, if one has ended', async () => {
  const { manager, authkit, platform, signIn, active } = await signedInToAcme();
  platform.time += 1_000;
  await signIn(GLOBEX, adaIn(GLOBEX.id));
  authkit.script(INITECH.id, INVALID_GRANT);
  expect(claimsOf(await manager.accessToken(INITECH)).organizationId).toBe(INITECH.id);
  expect((await active(INITECH)).credentialId).toBe((await active(ACME)).credentialId);
});

test('with separate credentials nothing opens without a sign-in', async () => {
  const keyring = createKeyring({ credentials: 'separate' });
  await keyring.signIn(ACME);
  keyring.authkit.calls.length = 0;
  expect(await keyringErrorOf(keyring.manager.accessToken(GLOBEX))).toMatchObject({ reason: 'absent' });
  expect((await keyring.manager.signInSilently(GLOBEX)).session.status).toBe('absent');
  expect(keyring.authkit.calls).toEqual([]);
});
