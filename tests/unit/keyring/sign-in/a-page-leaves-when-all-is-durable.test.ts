import { expect, test } from 'vitest';
import type { Table } from '../../../../src/storage/table.ts';
import { adaIn } from '../../support/fake-authkit.ts';
import { settle } from '../../support/fake-platform.ts';
import { createKeyring, createSignedInKeyring, createTables } from '../../support/keyring.ts';
import { ACME, GLOBEX } from '../../support/people.ts';

test('R36: a sign-in begins when the result of a running refresh is stored', async () => {
  const { manager, platform, authkit, begin, credentialOf } = await createSignedInKeyring();
  const { refreshToken } = await credentialOf(ACME);
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
  expect((await credentialOf(ACME)).refreshToken).not.toBe(refreshToken);
});

test('R36: the flow is written before the page hears of it', async () => {
  const { begin, restart, callbackOf } = createKeyring();
  const callback = callbackOf(await begin(ACME), adaIn(ACME.id));
  expect(await restart().manager.finishSignIn(callback)).toMatchObject({ type: 'signed-in' });
});

test('R36: a page hears of a flow when its write is over, not when it begins', async () => {
  const tables = createTables();
  let writeNow = (): void => {};
  const flows: Table = {
    ...tables.flows,
    async update(key, change) {
      await new Promise<void>((resolve) => {
        writeNow = resolve;
      });
      await tables.flows.update(key, change);
    },
  };
  const { begin } = createKeyring({ tables: { ...tables, flows } });
  let url: string | undefined;
  const beginning = begin(ACME).then((answered) => {
    url = answered;
  });
  await settle();
  expect(url).toBeUndefined();
  writeNow();
  await beginning;
  expect(url).toBeDefined();
});
