import { describe, expect, test } from 'vitest';
import { SIGN_IN_PROGRESS_PATH } from '../../../../src/protocol/sign-in-paths.ts';
import { adaIn, NO_ANSWER } from '../../support/fake-authkit.ts';
import { createKeyring, createTables } from '../../support/keyring.ts';
import { ACME, GLOBEX } from '../../support/people.ts';

const DAY = 24 * 60 * 60_000;

/** A sign-in to Acme that is over, and the callback that AuthKit sends when the user goes back to it. */
async function finished(returnTo = '/acme/settings?tab=1') {
  const keyring = createKeyring({ tables: createTables() });
  const authorizationUrl = await keyring.begin(ACME, { returnTo });
  await keyring.manager.finishSignIn(keyring.callbackOf(authorizationUrl, adaIn(ACME.id)));
  keyring.authkit.calls.length = 0;
  return { ...keyring, again: keyring.callbackOf(authorizationUrl, adaIn(ACME.id)) };
}

describe('field report 8: the callback of a sign-in that is finished', () => {
  test('returns to the page of the sign-in, also after a restart, and costs no token request', async () => {
    const { manager, restart, again, authkit } = await finished();
    const expected = { type: 'finished-before', returnTo: '/acme/settings?tab=1' };
    expect(await manager.finishSignIn(again)).toEqual(expected);
    expect(await restart().manager.finishSignIn(again)).toEqual(expected);
    expect(authkit.calls).toEqual([]);
  });

  test.each([
    ['in a popup', '/auth/finished?organization=acme'],
    ['of several organizations', SIGN_IN_PROGRESS_PATH],
  ])('%s returns to the end of that sign-in', async (_what, returnTo) => {
    const { manager, again } = await finished(returnTo);
    expect(await manager.finishSignIn(again)).toEqual({ type: 'finished-before', returnTo });
  });

  test('without an organization returns to the list of organizations', async () => {
    const { manager, begin, callbackOf } = createKeyring();
    const url = await begin(null);
    await manager.finishSignIn(callbackOf(url, adaIn(ACME.id)));
    expect(await manager.finishSignIn(callbackOf(url, adaIn(ACME.id)))).toEqual({
      type: 'finished-before',
      returnTo: '/',
    });
  });

  test('is an error after a day, and after 32 later sign-ins', async () => {
    const aged = await finished();
    aged.platform.time += DAY;
    expect(await aged.manager.finishSignIn(aged.again)).toMatchObject({ type: 'finished-before' });
    aged.platform.time += 1;
    expect(await aged.manager.finishSignIn(aged.again)).toEqual({ type: 'unknown' });

    const { manager, signIn, again } = await finished();
    for (let count = 0; count < 31; count += 1) await signIn(GLOBEX);
    expect(await manager.finishSignIn(again)).toMatchObject({ type: 'finished-before' });
    await signIn(GLOBEX);
    expect(await manager.finishSignIn(again)).toEqual({ type: 'unknown' });
  });

  test('R42: after a sign-out of its organization it returns to the home, where the user can sign in', async () => {
    const { manager, again } = await finished();
    await manager.signOut([GLOBEX.id]);
    expect(await manager.finishSignIn(again)).toMatchObject({ returnTo: '/acme/settings?tab=1' });
    await manager.signOut([ACME.id]);
    expect(await manager.finishSignIn(again)).toEqual({ type: 'finished-before', returnTo: '/acme/' });
  });

  test('R42: a sign-out everywhere forgets it', async () => {
    const { manager, again, tables } = await finished();
    await manager.signOut('all');
    expect(await manager.finishSignIn(again)).toEqual({ type: 'unknown' });
    expect(await tables.flows.entries()).toEqual([]);
  });

  test('R42: a sign-out while the code is exchanged leaves no trace of it', async () => {
    const { manager, begin, callbackOf, authkit, tables } = createKeyring();
    const url = await begin(ACME);
    authkit.script('code', async (call) => {
      await manager.signOut('all');
      return authkit.acts(call);
    });
    await manager.finishSignIn(callbackOf(url, adaIn(ACME.id)));
    expect(await manager.finishSignIn(callbackOf(url, adaIn(ACME.id)))).toEqual({ type: 'unknown' });
    expect(await tables.flows.entries()).toEqual([]);
  });

  test('that was interrupted stays unknown, so that its tab asks for it again', async () => {
    const { manager, begin, callbackOf, authkit, platform } = createKeyring();
    const url = await begin(ACME);
    authkit.script('code', NO_ANSWER);
    const interrupted = manager.finishSignIn(callbackOf(url, adaIn(ACME.id)));
    await platform.advance(5_000);
    expect(await interrupted).toMatchObject({ type: 'interrupted' });
    expect(await manager.finishSignIn(callbackOf(url, adaIn(ACME.id)))).toEqual({ type: 'unknown' });
  });

  test('R17: a state that no sign-in had stays an error, also one that names the record itself', async () => {
    const { manager, again, authkit } = await finished();
    for (const state of ['finished', 'A'.repeat(43), 'x'.repeat(65_536)]) {
      const forged = new URL(again);
      forged.searchParams.set('state', state);
      expect(await manager.finishSignIn(forged)).toEqual({ type: 'unknown' });
    }
    expect(await manager.finishSignIn(again)).toMatchObject({ type: 'finished-before' });
    expect(authkit.calls).toEqual([]);
  });

  test('R1: what is kept of it holds neither the state nor the verifier', async () => {
    const { tables, storedFlow, begin, manager, callbackOf } = createKeyring();
    const url = await begin(ACME);
    const { state, codeVerifier } = await storedFlow(url);
    await manager.finishSignIn(callbackOf(url, adaIn(ACME.id)));
    const kept = JSON.stringify(await tables.flows.entries(), (_name, value: unknown) =>
      value instanceof Uint8Array ? new TextDecoder().decode(value) : value,
    );
    expect(kept).toContain('/acme/');
    expect(kept).not.toContain(state);
    expect(kept).not.toContain(codeVerifier);
  });
});
