import { describe, expect, test } from 'vitest';
import { keyringErrorOf } from '../../support/errors.ts';
import { adaIn, answer, INVALID_GRANT, NO_ANSWER } from '../../support/fake-authkit.ts';
import { settle } from '../../support/fake-platform.ts';
import { createKeyring, createSignedInKeyring, type TestKeyring } from '../../support/keyring.ts';
import { ACME, GLOBEX } from '../../support/people.ts';

const EXPIRED = 301_000;
const hangs = (): Promise<never> => new Promise(() => {});

/** AuthKit accepts connections and never responds: each request ends when its own timeout does. */
function freeze({ authkit, platform }: TestKeyring): { readonly timeouts: number[] } {
  const timeouts: number[] = [];
  const untilTimeout = async (timeout: number) => {
    timeouts.push(timeout);
    await platform.delay(timeout);
    return NO_ANSWER;
  };
  authkit.respondToRefresh = (_refreshToken, _organizationId, timeout = 0) => untilTimeout(timeout);
  authkit.respondToCode = (_code, _codeVerifier, timeout = 0) => untilTimeout(timeout);
  return { timeouts };
}

/** @returns how long `work` took by the clock of the test, ms */
async function durationOf({ platform }: TestKeyring, work: Promise<unknown>): Promise<number> {
  const began = platform.monotonicNow();
  let took: number | undefined;
  const note = (): void => {
    took ??= platform.monotonicNow() - began;
  };
  work.then(note, note);
  for (let waited = 0; took === undefined && waited < 120_000; waited += 50) await platform.advance(50);
  if (took === undefined) throw new Error('it takes longer than two minutes');
  return took;
}

describe('field report 2: AuthKit hangs, and the access token has expired', () => {
  test('R52: a page that opens the organization gets the known state within half a second', async () => {
    const keyring = await createSignedInKeyring();
    const { manager, platform, overview, told } = keyring;
    freeze(keyring);
    platform.time += EXPIRED;
    const opening = manager.open(ACME);
    expect(await durationOf(keyring, opening)).toBeLessThanOrEqual(500);
    expect((await opening).session).toMatchObject({ status: 'refreshing', user: { name: 'Ada Lovelace' } });
    told.changes = 0;
    await platform.advance(20_000);
    expect(told.changes).toBe(1);
    expect((await overview.statusOf(ACME)).session.status).toBe('active');
  });

  test('the refresh in the background ends the session when AuthKit says so, and pages are told', async () => {
    const { manager, platform, authkit, overview, told } = await createSignedInKeyring();
    authkit.script(ACME.id, async () => {
      await platform.delay(3_000);
      return INVALID_GRANT;
    });
    platform.time += EXPIRED;
    const opening = manager.open(ACME);
    await platform.advance(250);
    expect((await opening).session.status).toBe('refreshing');
    told.changes = 0;
    await platform.advance(3_000);
    expect((await overview.statusOf(ACME)).session).toMatchObject({ status: 'needs-authorization' });
    expect(told.changes).toBeGreaterThan(0);
  });

  test('R52: a call ends after 20 s: the deadline cuts the last request short', async () => {
    const keyring = await createSignedInKeyring();
    const { timeouts } = freeze(keyring);
    keyring.platform.time += EXPIRED;
    const call = keyringErrorOf(keyring.manager.accessToken(ACME));
    expect(await durationOf(keyring, call)).toBeLessThanOrEqual(20_000);
    expect(await call).toMatchObject({ code: 'temporarily_unavailable' });
    expect(timeouts[0]).toBe(15_000);
    expect(timeouts.at(-1)).toBeLessThan(5_000);
  });

  test('the deadline includes the wait for the lock', async () => {
    const keyring = await createSignedInKeyring();
    const { platform } = keyring;
    freeze(keyring);
    platform.withLock = async (_name, patience, task) => {
      await platform.delay(patience);
      return task();
    };
    platform.time += EXPIRED;
    const call = keyringErrorOf(keyring.manager.accessToken(ACME));
    expect(await durationOf(keyring, call)).toBeLessThanOrEqual(20_000);
    await call;
  });

  test('the deadline includes the request for the key set', async () => {
    const keyring = await createSignedInKeyring();
    const { platform, authkit } = keyring;
    authkit.verify = async (_response, timeout = 0) => {
      await platform.delay(Math.min(10_000, timeout));
      return 'unchecked';
    };
    platform.time += EXPIRED;
    const call = keyringErrorOf(keyring.manager.accessToken(ACME));
    expect(await durationOf(keyring, call)).toBeLessThanOrEqual(20_000);
    expect(await call).toMatchObject({ code: 'temporarily_unavailable' });
  });

  test('a clock that goes back does not prolong the deadline', async () => {
    const keyring = await createSignedInKeyring();
    const { platform, authkit } = keyring;
    freeze(keyring);
    const frozen = authkit.respondToRefresh.bind(authkit);
    authkit.respondToRefresh = (...request) => {
      platform.time -= 3_600_000;
      return frozen(...request);
    };
    platform.time += EXPIRED;
    const call = keyringErrorOf(keyring.manager.accessToken(ACME));
    expect(await durationOf(keyring, call)).toBeLessThanOrEqual(20_000);
    await call;
  });

  test.each([
    ['requests', (keyring: TestKeyring) => void freeze(keyring)],
    [
      'a server that fails, and then requests',
      (keyring: TestKeyring) => {
        freeze(keyring);
        const frozen = keyring.authkit.respondToCode.bind(keyring.authkit);
        let sent = 0;
        keyring.authkit.respondToCode = (code, ...rest) => {
          sent += 1;
          return sent > 3 ? frozen(code, ...rest) : Promise.resolve(answer(503, '', '3'));
        };
      },
    ],
  ])('the exchange of a code ends after 20 s, pauses included: %s', async (_what, breakIt) => {
    const keyring = createKeyring();
    const callback = keyring.callbackOf(await keyring.begin(ACME), adaIn(ACME.id));
    breakIt(keyring);
    keyring.platform.online = false;
    const finishing = keyring.manager.finishSignIn(callback);
    expect(await durationOf(keyring, finishing)).toBeLessThanOrEqual(20_000);
    expect(await finishing).toEqual({ type: 'interrupted', returnTo: null });
  });
});

describe('field report 2: the app’s back end hangs', () => {
  test('a page gets the known state within a quarter of a second, from a recent or an old entry', async () => {
    const keyring = await createSignedInKeyring();
    const { directory, backEnd, platform } = keyring;
    backEnd.fetchBySlug = hangs;
    for (const age of [0, 61_000]) {
      platform.time += age;
      const found = directory.find(ACME.slug, true);
      expect(await durationOf(keyring, found)).toBeLessThanOrEqual(250);
      expect(await found).toEqual(ACME);
    }
  });

  test('R13: a slug that was reassigned meanwhile is announced by an event, and no call uses the old session', async () => {
    const { directory, backEnd, platform, told } = await createSignedInKeyring();
    const other = { ...ACME, id: 'org_other' };
    backEnd.fetchBySlug = async () => {
      await platform.delay(1_000);
      return other;
    };
    const opened = directory.find(ACME.slug, true);
    await platform.advance(250);
    expect(await opened).toEqual(ACME);
    // The call of a page that was told the old organization waits for the look-up that is under way.
    const called = directory.find(ACME.slug);
    await settle();
    expect(told.organizations).toBe(0);
    await platform.advance(750);
    expect(await called).toEqual(other);
    expect(told.organizations).toBe(1);
  });

  test('R13: a deleted slug is announced by one event', async () => {
    const { directory, backEnd, platform, told } = await createSignedInKeyring();
    backEnd.fetchBySlug = async () => {
      await platform.delay(1_000);
      return null;
    };
    for (let time = 0; time < 2; time += 1) {
      const opened = directory.find(ACME.slug, true).catch(() => {});
      await platform.advance(1_250);
      await opened;
      expect(await keyringErrorOf(directory.find(ACME.slug))).toMatchObject({ code: 'organization_unknown' });
    }
    expect(told.organizations).toBe(1);
  });

  test('the list of organizations comes from the directory after two seconds, and a later response is announced', async () => {
    const keyring = await createSignedInKeyring();
    const { manager, backEnd, platform, told } = keyring;
    backEnd.organizations.set('initech', { id: 'org_initech', slug: 'initech', name: 'Initech' });
    const fetchMemberships = backEnd.fetchMemberships.bind(backEnd);
    backEnd.fetchMemberships = async (token) => {
      await platform.delay(6_000);
      return fetchMemberships(token);
    };
    const listing = manager.organizations();
    expect(await durationOf(keyring, listing)).toBeLessThanOrEqual(2_000);
    expect((await listing).map(({ organization }) => organization.id)).toEqual([ACME.id, GLOBEX.id]);
    await platform.advance(4_000);
    expect(told.organizations).toBe(1);
    const again = manager.organizations();
    await platform.advance(6_000);
    expect(await again).toHaveLength(3);
  });

  test('a sign-in without an organization completes within two seconds, and its name follows later', async () => {
    const keyring = createKeyring();
    const { manager, backEnd, platform, overview } = keyring;
    const fetchMemberships = backEnd.fetchMemberships.bind(backEnd);
    backEnd.fetchMemberships = async (token) => {
      await platform.delay(9_000);
      return fetchMemberships(token);
    };
    const callback = keyring.callbackOf(await keyring.begin(null), adaIn(GLOBEX.id));
    const finishing = manager.finishSignIn(callback);
    expect(await durationOf(keyring, finishing)).toBeLessThanOrEqual(2_000);
    expect(await finishing).toMatchObject({ type: 'signed-in' });
    await platform.advance(9_000);
    expect(await overview.snapshot()).toMatchObject({ sessions: [{ organization: GLOBEX }], unnamed: 0 });
  });
});
