import { expect, test } from 'vitest';
import { keyringErrorOf } from '../../support/errors.ts';
import { claimsOf, NO_ANSWER } from '../../support/fake-authkit.ts';
import { createKeyring, type TestKeyring } from '../../support/keyring.ts';
import { ACME, ADA, GLOBEX, GRACE } from '../../support/people.ts';

const EXPIRED = 301_000;

/** A keyring where Ada has signed in to Acme, and AuthKit's responses about Globex were lost. */
async function afterLostResponses({ isGlobexOpen }: { isGlobexOpen: boolean }): Promise<TestKeyring> {
  const keyring = createKeyring();
  const { manager, platform, authkit } = keyring;
  await keyring.signIn(ACME);
  if (isGlobexOpen) await manager.accessToken(GLOBEX);
  platform.time += EXPIRED;
  const responds = authkit.respondToRefresh.bind(authkit);
  authkit.respondToRefresh = async () => NO_ANSWER;
  const failure = keyringErrorOf(manager.accessToken(GLOBEX));
  await platform.advance(30_000);
  expect(await failure).toMatchObject({ code: 'temporarily_unavailable' });
  authkit.respondToRefresh = responds;
  authkit.calls.length = 0;
  return keyring;
}

test('R45: it takes no session from another user who has signed in meanwhile', async () => {
  const { manager, authkit, signIn, active } = await afterLostResponses({ isGlobexOpen: false });
  await signIn(GLOBEX, { organizationId: GLOBEX.id, user: GRACE, sessionId: 'sid_grace' });
  const before = await active(GLOBEX);
  expect(claimsOf(await manager.accessToken(ACME)).subject).toBe(ADA.id);
  expect(authkit.refreshesOf(GLOBEX.id)).toHaveLength(1);
  expect(await active(GLOBEX)).toEqual(before);
});

test('R32: the session that it is for gets its token, and needs no request of its own', async () => {
  const { manager, platform, authkit } = await afterLostResponses({ isGlobexOpen: true });
  await manager.accessToken(ACME);
  platform.time += 60_000;
  expect(claimsOf(await manager.accessToken(GLOBEX)).organizationId).toBe(GLOBEX.id);
  expect(authkit.calls.map(({ organizationId }) => organizationId)).toEqual([GLOBEX.id, ACME.id]);
});
