import { expect, test } from 'vitest';
import { FLOW_LIMIT } from '../../../../src/keyring/sign-in/flow.ts';
import { adaIn } from '../../support/fake-authkit.ts';
import { createKeyring } from '../../support/keyring.ts';
import { ACME } from '../../support/people.ts';

test('R27: the oldest flow gives way to the seventeenth', async () => {
  const { begin, callbackOf, manager, platform, tables } = createKeyring();
  const callbacks: URL[] = [];
  for (let flow = 0; flow < FLOW_LIMIT + 1; flow += 1) {
    callbacks.push(callbackOf(await begin(ACME), adaIn(ACME.id)));
    platform.time += 1000;
  }
  expect(FLOW_LIMIT).toBe(16);
  expect(await tables.flows.entries()).toHaveLength(16);
  const [oldest, second] = callbacks;
  if (oldest === undefined || second === undefined) throw new Error('no flows');
  expect(await manager.finishSignIn(oldest)).toEqual({ type: 'unknown' });
  expect(await manager.finishSignIn(second)).toMatchObject({ type: 'signed-in' });
});

test('R27: a hundred starts keep no more than that', async () => {
  const { begin, tables } = createKeyring();
  for (let flow = 0; flow < 100; flow += 1) await begin(ACME);
  expect(await tables.flows.entries()).toHaveLength(16);
});

test('flows that are too old are swept', async () => {
  const { begin, platform, tables } = createKeyring();
  for (let flow = 0; flow < 5; flow += 1) await begin(ACME);
  platform.time += 10 * 60_000 + 1;
  await begin(ACME);
  expect(await tables.flows.entries()).toHaveLength(1);
});
