import { describe, expect, test } from 'vitest';
import { adaIn, answer, INVALID_GRANT, NO_ANSWER, SERVER_ERROR } from '../../support/fake-authkit.ts';
import { createKeyring, createSignedInKeyring } from '../../support/keyring.ts';
import { ACME, GLOBEX } from '../../support/people.ts';

async function begun() {
  const keyring = createKeyring();
  const callback = keyring.callbackOf(await keyring.begin(ACME), adaIn(ACME.id));
  return { ...keyring, callback };
}

const INTERRUPTED = { type: 'interrupted', returnTo: null };

describe('RFC 6749 §4.1.2: a code is sent once', () => {
  test.each([
    ['no response', NO_ANSWER],
    ['the page of a captive portal', answer(200, '<!doctype html><p>Welcome to this hotel</p>')],
    ['half a response', answer(200, '{"access_token":')],
    ['an endless response', { type: 'too-large' } as const],
  ])('after %s: the result is unknown, and no error blames the user', async (_what, answered) => {
    const { manager, callback, authkit, platform, store, logged } = await begun();
    authkit.script('code', answered);
    const finishing = manager.finishSignIn(callback);
    await platform.advance(30_000);
    expect(await finishing).toEqual(INTERRUPTED);
    expect(authkit.calls).toHaveLength(1);
    expect((await store.read(ACME.id)).status).toBe('absent');
    expect(logged.at(-1)).toEqual({
      event: 'sign-in-failed',
      organizationId: ACME.id,
      detail: 'temporarily_unavailable',
    });
  });

  test('when AuthKit acted and its reply was lost', async () => {
    const { manager, callback, authkit, platform, signIn, active } = await begun();
    authkit.script('code', authkit.actsAndLosesTheReply);
    const finishing = manager.finishSignIn(callback);
    await platform.advance(5_000);
    expect(await finishing).toEqual(INTERRUPTED);
    expect(authkit.calls).toHaveLength(1);
    await signIn(ACME);
    await active(ACME);
  });

  test('after an unknown error', async () => {
    const { manager, callback, authkit } = await begun();
    authkit.script('code', answer(403, '<!doctype html><p>Blocked</p>'));
    expect(await manager.finishSignIn(callback)).toMatchObject({
      type: 'failed',
      reason: 'authorization_failed',
    });
    expect(authkit.calls).toHaveLength(1);
  });
});

describe('it is sent again', () => {
  test.each([408, 429, 500, 503])('when AuthKit put it off: %i', async (status) => {
    const { manager, callback, authkit, platform } = await begun();
    authkit.script('code', answer(status, ''), answer(status, '', '2'));
    const finishing = manager.finishSignIn(callback);
    await platform.advance(5_000);
    expect(await finishing).toMatchObject({ type: 'signed-in' });
    expect(authkit.calls).toHaveLength(3);
    expect(new Set(authkit.calls.map(({ credential }) => credential)).size).toBe(1);
  });

  test('and if it was used after all, no error blames the user', async () => {
    const { manager, callback, authkit, platform } = await begun();
    authkit.script('code', SERVER_ERROR, INVALID_GRANT);
    const finishing = manager.finishSignIn(callback);
    await platform.advance(5_000);
    expect(await finishing).toEqual(INTERRUPTED);
  });
});

describe('when the device says that it has no network', () => {
  test('field report 6: it is sent all the same, and signs in where the network works', async () => {
    const { manager, callback, authkit, platform } = await begun();
    platform.online = false;
    expect(await manager.finishSignIn(callback)).toMatchObject({ type: 'signed-in' });
    expect(authkit.calls).toHaveLength(1);
  });

  test('it is sent again when the network is back, and not before', async () => {
    const { manager, callback, authkit, platform } = await begun();
    platform.online = false;
    authkit.script('code', NO_ANSWER);
    const finishing = manager.finishSignIn(callback);
    await platform.advance(10_000);
    expect(authkit.calls).toHaveLength(1);
    platform.online = true;
    await platform.advance(5_000);
    expect(await finishing).toMatchObject({ type: 'signed-in' });
    expect(authkit.calls).toHaveLength(2);
  });

  test('the sign-in is interrupted when the network stays away until the deadline', async () => {
    const { manager, callback, authkit, platform } = await begun();
    platform.online = false;
    authkit.script('code', NO_ANSWER);
    const finishing = manager.finishSignIn(callback);
    await platform.advance(20_000);
    expect(await finishing).toEqual(INTERRUPTED);
    expect(authkit.calls).toHaveLength(1);
  });

  test('the page is sent on when there is one again: it leaves for AuthKit at once', async () => {
    const { manager, callback, authkit, platform } = await begun();
    authkit.script('code', () => {
      platform.online = false;
      return NO_ANSWER;
    });
    let isDone = false;
    void manager.finishSignIn(callback).then(() => {
      isDone = true;
    });
    await platform.advance(8_000);
    expect(isDone).toBe(false);
    platform.online = true;
    await platform.advance(1_000);
    expect(isDone).toBe(true);
  });
});

test('an existing session does not change', async () => {
  const { manager, begin, callbackOf, authkit, platform, active } = await createSignedInKeyring();
  const before = await active(ACME);
  authkit.script('code', NO_ANSWER);
  const finishing = manager.finishSignIn(callbackOf(await begin(ACME), adaIn(ACME.id)));
  await platform.advance(2_000);
  expect(await finishing).toEqual(INTERRUPTED);
  expect(await active(ACME)).toEqual(before);
});

test('of several, the others are signed in to, and the page that asked goes on with what is left', async () => {
  const { manager, begin, callbackOf, authkit, platform, active, store } = createKeyring();
  const returnTo = '/sessions/sign-in';
  const url = await begin(ACME, { following: [GLOBEX], returnTo });
  authkit.script('code', NO_ANSWER, authkit.acts, NO_ANSWER);
  const first = manager.finishSignIn(callbackOf(url, adaIn(ACME.id)));
  await platform.advance(2_000);
  const result = await first;
  if (result.type !== 'next') throw new Error(result.type);
  const last = callbackOf(result.authorizationUrl, adaIn(GLOBEX.id));
  expect(await manager.finishSignIn(last)).toEqual({ type: 'signed-in', returnTo });
  await active(GLOBEX);
  expect((await store.read(ACME.id)).status).toBe('absent');

  const again = manager.finishSignIn(
    callbackOf(await begin(ACME, { trigger: 'automatic', returnTo }), adaIn(ACME.id)),
  );
  await platform.advance(2_000);
  expect(await again).toEqual({ type: 'interrupted', returnTo });
});
