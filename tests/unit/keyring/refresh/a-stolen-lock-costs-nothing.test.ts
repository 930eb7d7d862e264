import { expect, test } from 'vitest';
import { INVALID_GRANT } from '../../support/fake-authkit.ts';
import { createSignedInKeyring } from '../../support/keyring.ts';
import { ACME } from '../../support/people.ts';

const EXPIRED = 301_000;

test('R28: with broken locks two workers refresh at once, and the store accepts one result', async () => {
  const first = await createSignedInKeyring();
  const second = first.restart();
  first.platform.locks.areBroken = true;
  const { generation } = await first.active(ACME);
  first.platform.time += EXPIRED;
  const tokens = await Promise.all([first.manager.accessToken(ACME), second.manager.accessToken(ACME)]);
  const after = await first.active(ACME);
  expect(first.authkit.calls).toHaveLength(2);
  expect(after.generation).toBe(generation + 1);
  expect(new Set(tokens)).toEqual(new Set([after.tokens.accessToken]));
  expect(first.authkit.revoked).toEqual([]);
});

test('R28, R30: the slower one gets invalid_grant, and no session ends', async () => {
  const first = await createSignedInKeyring();
  const second = first.restart();
  first.platform.locks.areBroken = true;
  let answerSlowly = (): void => {};
  first.authkit.script(
    ACME.id,
    first.authkit.acts,
    () => new Promise((resolve) => (answerSlowly = () => resolve(INVALID_GRANT))),
  );
  first.platform.time += EXPIRED;
  const fast = first.manager.accessToken(ACME);
  const slow = second.manager.accessToken(ACME);
  const token = await fast;
  answerSlowly();
  expect(await slow).toBe(token);
  expect((await first.active(ACME)).tokens.accessToken).toBe(token);
});

test('R28: a grant of an older generation is not written over a newer one', async () => {
  const { changes, active, authkit } = await createSignedInKeyring();
  const { user, sessionId, credentialId, claims, tokens, generation } = await active(ACME);
  const refreshed = (name: string) => ({
    type: 'refreshed' as const,
    grant: {
      user,
      sessionId,
      claims,
      refreshToken: name,
      issuedAt: 0,
      tokens: { ...tokens, accessToken: name },
    },
    credentialId,
    signedInAt: 0,
    maxAge: null,
    basedOn: generation,
  });
  await changes.apply(ACME.id, refreshed('newer'));
  await changes.apply(ACME.id, refreshed('late'));
  expect((await active(ACME)).tokens.accessToken).toBe('newer');
  expect(authkit.revoked).toEqual([]);
});

test('of many writers of one generation the store lets one through', async () => {
  const { store, active } = await createSignedInKeyring();
  const session = await active(ACME);
  const written = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      store.compareAndSet(session.generation, {
        ...session,
        generation: session.generation + 1,
        tokens: { ...session.tokens, accessToken: `writer ${index}` },
      }),
    ),
  );
  expect(written.filter(Boolean)).toHaveLength(1);
  expect((await active(ACME)).tokens.accessToken).toBe(`writer ${written.indexOf(true)}`);
});
