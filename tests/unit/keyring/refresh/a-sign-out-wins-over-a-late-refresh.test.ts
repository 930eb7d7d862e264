import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SessionStore } from '../../../../src/keyring/ports/stores.ts';
import { FakeAuthKit } from '../../support/fake-authkit.ts';
import { FakePlatform, settle } from '../../support/fake-platform.ts';
import { createKeyring, createSignedInKeyring } from '../../support/keyring.ts';
import { ACME } from '../../support/people.ts';

const EXPIRED = 301_000;

test('R42: a refresh that completes after a sign-out is discarded, and its session is revoked', async () => {
  const { manager, platform, authkit, store, credentials } = await createSignedInKeyring();
  let answerNow = (): void => {};
  authkit.script(
    ACME.id,
    (call) => new Promise((resolve) => (answerNow = () => resolve(authkit.acts(call)))),
  );
  platform.time += EXPIRED;
  const late = manager.accessToken(ACME).catch((error: unknown) => error);
  await settle();
  await manager.signOut([ACME.id]);
  answerNow();
  expect(await late).toMatchObject({ code: 'authorization_required', reason: 'signed-out' });
  expect(await store.read(ACME.id)).toMatchObject({ status: 'signed-out' });
  await Promise.all(platform.backgroundWork);
  expect(authkit.revoked).toEqual(['sid_org_acme']);
  expect(await credentials.list()).toMatchObject([{ sessionId: 'sid_org_globex' }]);
});

/** One race: a scheduler of fast-check decides the order of every step of the store and of AuthKit. */
async function race(scheduler: fc.Scheduler) {
  const platform = new FakePlatform();
  const authkit = new FakeAuthKit(platform);
  let isRacing = false;
  const raced = <T>(work: () => Promise<T>, label: string): Promise<T> =>
    isRacing ? scheduler.schedule(Promise.resolve(label)).then(work) : work();
  const wrapStore = (store: SessionStore): SessionStore => ({
    read: (id) => raced(() => store.read(id), 'read'),
    list: () => raced(() => store.list(), 'list'),
    compareAndSet: (expected, next) =>
      raced(() => store.compareAndSet(expected, next), `write ${next.status}`),
  });
  const { manager, store, signIn } = createKeyring({ platform, authkit, wrapStore });
  await signIn(ACME);
  let isLate = false;
  authkit.script(ACME.id, (call) =>
    raced(async () => {
      // The worker has written the sign-out before AuthKit grants.
      isLate = (await store.read(ACME.id)).status === 'signed-out';
      return authkit.acts(call);
    }, 'answer'),
  );
  platform.time += EXPIRED;
  isRacing = true;
  const calls = [
    manager.accessToken(ACME).catch(() => {}),
    manager.signOut([ACME.id]),
    manager.accessToken(ACME).catch(() => {}),
  ];
  await scheduler.waitFor(Promise.all(calls));
  await scheduler.waitIdle();
  isRacing = false;
  await settle();
  const { status } = await store.read(ACME.id);
  const isRevoked = authkit.revoked.includes('sid_org_acme');
  return { outcome: `${status}, ${isRevoked ? 'revoked' : 'alive'}`, isLate };
}

test('R42: in 1,000 races of sign-out against refresh no session comes back, and none stays alive', async () => {
  const tally = { races: 0, late: 0 };
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const { outcome, isLate } = await race(scheduler);
      tally.races += 1;
      tally.late += Number(isLate);
      return outcome === 'signed-out, revoked';
    }),
    { numRuns: 1000, seed: 20260115 },
  );
  console.log(
    `${tally.races} races of sign-out against refresh in the core: ${tally.late} grants came after the sign-out, 0 sessions came back`,
  );
  expect(tally.late).toBeGreaterThan(50);
}, 120_000);
