import { expect, test } from 'vitest';
import { adaIn } from '../support/fake-authkit.ts';
import { settle } from '../support/fake-platform.ts';
import { createKeyring, createSignedInKeyring } from '../support/keyring.ts';
import { ACME, GLOBEX } from '../support/people.ts';

test('R36: a sign-in begins when the answer of a refresh under way is written', async () => {
  const { manager, platform, authkit, begin, active } = await createSignedInKeyring();
  const { refreshToken } = (await active(ACME)).tokens;
  let answerNow = (): void => {};
  authkit.script(
    ACME.id,
    (call) =>
      new Promise((resolve) => {
        answerNow = () => resolve(authkit.acts(call));
      }),
  );
  platform.time += 301_000;
  void manager.accessToken(ACME);
  await settle();
  let url: string | undefined;
  const beginning = begin(GLOBEX).then((answered) => {
    url = answered;
  });
  await settle();
  expect(url).toBeUndefined();
  answerNow();
  await beginning;
  expect((await active(ACME)).tokens.refreshToken).not.toBe(refreshToken);
});

test('R36: the flow is written before the page hears of it', async () => {
  const { begin, restart, callbackOf } = createKeyring();
  const callback = callbackOf(await begin(ACME), adaIn(ACME.id));
  expect(await restart().manager.finishAuthorization(callback)).toMatchObject({ type: 'signed-in' });
});
