import fc from 'fast-check';
import { expect, test } from 'vitest';
import { adaIn, FakeAuthKit, type TokenCall } from '../../support/fake-authkit.ts';
import { FakePlatform, settle } from '../../support/fake-platform.ts';
import { createKeyring } from '../../support/keyring.ts';
import { ACME, GLOBEX } from '../../support/people.ts';

/** How the session of Globex begins: with the credential of Acme, or with a sign-in of its own. */
type Beginning = 'an opening' | 'a sign-in';
type SignedOut = 'Acme' | 'all';

/** What a race left. */
interface Outcome {
  /** Globex has a session. */
  readonly isOpen: boolean;
  /** This session can be refreshed. */
  readonly hasCredential: boolean;
  readonly isRevoked: boolean;
  readonly credentials: number;
}

/** One race: a scheduler of fast-check decides the order of every step of the stores and of AuthKit. */
async function race(scheduler: fc.Scheduler, beginning: Beginning, signedOut: SignedOut): Promise<Outcome> {
  const platform = new FakePlatform();
  const authkit = new FakeAuthKit(platform);
  let isRacing = false;
  const raced = <T>(work: () => Promise<T>, label: string): Promise<T> =>
    isRacing ? scheduler.schedule(Promise.resolve(label)).then(work) : work();
  const { manager, store, credentials, begin, callbackOf, signIn } = createKeyring({
    platform,
    authkit,
    wrapStore: (sessions) => ({
      read: (id) => raced(() => sessions.read(id), 'read a session'),
      list: () => raced(() => sessions.list(), 'list the sessions'),
      compareAndSet: (expected, next) =>
        raced(() => sessions.compareAndSet(expected, next), `write ${next.organizationId} ${next.status}`),
    }),
    wrapCredentials: (stored) => ({
      read: (id) => raced(() => stored.read(id), 'read a credential'),
      list: () => raced(() => stored.list(), 'list the credentials'),
      compareAndSet: (expected, next) =>
        raced(() => stored.compareAndSet(expected, next), 'write a credential'),
      delete: (id, generation) => raced(() => stored.delete(id, generation), 'delete a credential'),
    }),
  });
  await signIn(ACME);
  const callback = callbackOf(await begin(GLOBEX), adaIn(GLOBEX.id));
  const responds = (call: TokenCall) => raced(async () => authkit.acts(call), 'AuthKit responds');
  authkit.script(GLOBEX.id, responds);
  authkit.script('code', responds);
  isRacing = true;
  const session = beginning === 'an opening' ? manager.accessToken(GLOBEX) : manager.finishSignIn(callback);
  const left = signedOut === 'all' ? signedOut : [ACME.id];
  const signOut = raced(() => manager.signOut(left), 'the sign-out begins');
  await scheduler.waitFor(Promise.allSettled([session, signOut]));
  await scheduler.waitIdle();
  isRacing = false;
  await settle();
  const globex = await store.read(GLOBEX.id);
  const stored = await credentials.list();
  const sid = beginning === 'an opening' ? 'sid_org_acme' : 'sid_org_globex';
  return {
    isOpen: globex.status === 'active',
    hasCredential: globex.status === 'active' && stored.some(({ id }) => id === globex.credentialId),
    isRevoked: authkit.revoked.includes(sid),
    credentials: stored.length,
  };
}

const RACES: readonly (readonly [Beginning, SignedOut, (outcome: Outcome) => boolean])[] = [
  // The opening may come too late for the credential.
  ['an opening', 'Acme', (one) => (one.isOpen ? one.hasCredential && !one.isRevoked : one.isRevoked)],
  // While its flow is read, a sign-in ends with every sign-out.
  ['a sign-in', 'Acme', (one) => !one.isRevoked && one.isOpen === one.hasCredential],
  ['an opening', 'all', (one) => !one.isOpen && one.isRevoked && one.credentials === 0],
  ['a sign-in', 'all', (one) => !one.isOpen && one.credentials === 0],
];

test.each(RACES)(
  'R42: in 1,000 races of %s of Globex against a sign-out of %s, no session is half ended',
  async (beginning, signedOut, isWhole) => {
    let opened = 0;
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const outcome = await race(scheduler, beginning, signedOut);
        opened += Number(outcome.isOpen);
        return isWhole(outcome);
      }),
      { numRuns: 1000, seed: 20261128 },
    );
    if (signedOut === 'Acme') expect(opened).toBeGreaterThan(100);
  },
  120_000,
);
