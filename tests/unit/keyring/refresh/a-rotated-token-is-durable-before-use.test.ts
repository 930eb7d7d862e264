import { expect, test } from 'vitest';
import type { CredentialStore } from '../../../../src/keyring/ports/stores.ts';
import { settle } from '../../support/fake-platform.ts';
import { createSignedInKeyring } from '../../support/keyring.ts';
import { ACME } from '../../support/people.ts';

const EXPIRED = 301_000;

/** A store whose writes of a rotated token finish when the test says so. */
function slowStore() {
  const gate = { isClosed: false, open: (): void => {} };
  const wrapCredentials = (store: CredentialStore): CredentialStore => ({
    ...store,
    compareAndSet: async (expected, next) => {
      if (gate.isClosed && next.generation > expected) {
        await new Promise<void>((resolve) => {
          gate.open = resolve;
        });
      }
      return store.compareAndSet(expected, next);
    },
  });
  return { gate, wrapCredentials };
}

test('R29: no token is handed out before its refresh token is written', async () => {
  const { gate, wrapCredentials } = slowStore();
  const { manager, platform, authkit, active } = await createSignedInKeyring({ wrapCredentials });
  gate.isClosed = true;
  platform.time += EXPIRED;
  let handedOut: string | undefined;
  const waiting = manager.accessToken(ACME).then((token) => {
    handedOut = token;
  });
  await settle();
  expect(authkit.calls).toHaveLength(1);
  expect(handedOut).toBeUndefined();
  gate.open();
  await waiting;
  expect((await active(ACME)).tokens.accessToken).toBe(handedOut);
});

test('R36: a worker that ends before the write loses nothing: the next one asks with the same token', async () => {
  const { gate, wrapCredentials } = slowStore();
  const dying = await createSignedInKeyring({ wrapCredentials });
  const { refreshToken } = await dying.credentialOf(ACME);
  gate.isClosed = true;
  dying.platform.time += EXPIRED;
  void dying.manager.accessToken(ACME);
  await settle();
  // The lock of a worker that ended is free.
  dying.platform.locks.areBroken = true;
  const next = dying.restart({ wrapCredentials: (store) => store });
  await next.platform.advance(5_000);
  const token = await next.manager.accessToken(ACME);
  expect(next.authkit.calls.map(({ credential }) => credential)).toEqual([refreshToken, refreshToken]);
  expect((await next.active(ACME)).tokens.accessToken).toBe(token);
});

test('a write that fails hands out nothing', async () => {
  const { manager, platform } = await createSignedInKeyring({
    wrapStore: (store) => {
      let writes = 0;
      return {
        read: (id) => store.read(id),
        list: () => store.list(),
        compareAndSet: (expected, next) => {
          writes += 1;
          if (writes > 2) throw new DOMException('The disk is full', 'QuotaExceededError');
          return store.compareAndSet(expected, next);
        },
      };
    },
  });
  platform.time += EXPIRED;
  await expect(manager.accessToken(ACME)).rejects.toThrow();
});
