import { describe, expect, test } from 'vitest';
import { AuthenticationBudget, type Urgency } from '../../../../src/keyring/timing/authentication-budget.ts';
import type { Organization } from '../../../../src/protocol/session-status.ts';
import { SealedTable } from '../../../../src/storage/sealed-table.ts';
import { createMemoryTable } from '../../../../src/storage/table.ts';
import { SERVER_ERROR } from '../../support/fake-authkit.ts';
import { FakePlatform, settle } from '../../support/fake-platform.ts';
import { createKeyring, FakeBackEnd, type TestKeyring } from '../../support/keyring.ts';
import { slug } from '../../support/people.ts';
import { PLAIN_VAULT } from '../../support/plain-vault.ts';

const TWELVE: readonly Organization[] = Array.from({ length: 12 }, (_, index) => ({
  id: `org_${index}`,
  slug: slug(`team-${index}`),
  name: `Team ${index}`,
}));

/** Twelve sessions whose access tokens have just expired, and nothing spent within the last minute. */
async function twelveExpired(): Promise<TestKeyring> {
  const backEnd = new FakeBackEnd();
  for (const organization of TWELVE) backEnd.organizations.set(organization.slug, organization);
  const keyring = createKeyring({ backEnd });
  for (const organization of TWELVE) {
    await keyring.directory.find(organization.slug);
    await keyring.signIn(organization);
  }
  keyring.authkit.calls.length = 0;
  keyring.platform.time += 301_000;
  return keyring;
}

const [first, last] = [TWELVE[0], TWELVE[11]] as [Organization, Organization];

describe('WorkOS allows 10 authentications a minute', () => {
  test('twelve sessions that are kept warm use at most 8 of them, and the rest a minute later', async () => {
    const { manager, platform, authkit } = await twelveExpired();
    const began = platform.time;
    for (let second = 0; second < 60; second += 5) {
      await manager.keepWarm();
      await platform.advance(5_000);
    }
    expect(authkit.calls.filter(({ at }) => at - began < 60_000)).toHaveLength(8);
    await manager.keepWarm();
    expect(authkit.calls).toHaveLength(12);
  });

  test('a waiting call is sent at once, also if the budget is used up', async () => {
    const { manager, authkit } = await twelveExpired();
    await manager.keepWarm();
    await manager.accessToken(last);
    expect(authkit.refreshesOf(last.id)).toHaveLength(1);
    expect(authkit.calls).toHaveLength(9);
  });

  test('a call that joins a deferred flight still gets its refresh', async () => {
    const { manager, refresher, authkit, active } = await twelveExpired();
    await manager.keepWarm();
    const stale = await active(last);
    const background = refresher.refreshInBackground(stale);
    const waiting = manager.accessToken(last);
    expect(await background).toEqual({ type: 'deferred' });
    expect(await waiting).toBe((await active(last)).tokens.accessToken);
    expect(authkit.refreshesOf(last.id)).toHaveLength(1);
  });

  test('requests that callers waited for count, across restarts of the worker', async () => {
    const { manager, authkit, restart } = await twelveExpired();
    for (const organization of TWELVE.slice(0, 6)) await manager.accessToken(organization);
    await restart().manager.keepWarm();
    expect(authkit.calls).toHaveLength(8);
  });

  test('a token in its window is used while its refresh is deferred', async () => {
    const { manager, platform, authkit, active } = await twelveExpired();
    for (const organization of TWELVE) await manager.accessToken(organization);
    platform.time += 270_000;
    await manager.keepWarm();
    authkit.calls.length = 0;
    const { accessToken } = (await active(last)).tokens;
    expect(await manager.accessToken(last)).toBe(accessToken);
    await settle();
    expect(authkit.calls).toEqual([]);
    expect((await active(first)).tokens.receivedAt).toBe(platform.time);
  });
});

/** AuthKit responds with 503 to every request for these organizations. */
function breakFor({ authkit }: TestKeyring, organizations: readonly Organization[]): void {
  for (const { id } of organizations) authkit.script(id, ...Array.from({ length: 500 }, () => SERVER_ERROR));
}

/** The most authentications in any minute. */
function busiestMinute({ authkit }: TestKeyring): number {
  const times = authkit.calls.map(({ at }) => at);
  return Math.max(
    ...times.map((start) => times.filter((time) => time >= start && time < start + 60_000).length),
  );
}

describe('an organization that AuthKit fails for', () => {
  test('over an hour the background sends 8 a minute at most, retries among them, and keeps all others warm', async () => {
    const keyring = await twelveExpired();
    const { manager, platform, authkit, active } = keyring;
    const failing = TWELVE.slice(0, 4);
    breakFor(keyring, failing);
    let longestExpired = 0;
    for (let minute = 0; minute < 60; minute += 0.5) {
      const round = manager.keepWarm();
      await platform.advance(30_000);
      await round;
      for (const organization of TWELVE.slice(4)) {
        const { receivedAt, lifetime } = (await active(organization)).tokens;
        if (minute > 3)
          longestExpired = Math.max(longestExpired, platform.time - receivedAt - lifetime * 1000);
      }
    }
    const retries = failing.flatMap(({ id }) => authkit.refreshesOf(id)).length;
    console.log(
      `twelve organizations, four failing, one hour: ${authkit.calls.length} authentications, ${retries} of them for the failing, busiest minute ${busiestMinute(keyring)}`,
    );
    expect(busiestMinute(keyring)).toBe(8);
    expect(retries).toBeGreaterThan(60);
    expect(longestExpired).toBe(0);
  });

  test('leaves most of the budget to the others, and comes after them until it succeeds', async () => {
    const keyring = await twelveExpired();
    const { manager, platform, authkit } = keyring;
    breakFor(keyring, [first]);
    const round = manager.keepWarm();
    await platform.advance(20_000);
    await round;
    expect(authkit.calls).toHaveLength(8);
    // Its last retry found that the others had taken what was left.
    expect(authkit.refreshesOf(first.id)).toHaveLength(3);
    authkit.calls.length = 0;
    await platform.advance(60_000);
    const next = manager.keepWarm();
    await settle();
    expect(authkit.calls.map(({ organizationId }) => organizationId)).toEqual([
      ...TWELVE.slice(6).map(({ id }) => id),
      first.id,
    ]);
    await platform.advance(20_000);
    await next;
    expect(authkit.calls).toHaveLength(8);
  });

  test('is not refreshed by the background for a minute, but by each waiting caller', async () => {
    const keyring = await twelveExpired();
    const { manager, platform, authkit, refresher, active } = keyring;
    authkit.script(last.id, ...Array.from({ length: 4 }, () => SERVER_ERROR));
    const failed = refresher.refreshInBackground(await active(last));
    await platform.advance(10_000);
    await failed;
    expect(authkit.refreshesOf(last.id)).toHaveLength(4);
    await platform.advance(20_000);
    await refresher.refreshInBackground(await active(last));
    expect(authkit.refreshesOf(last.id)).toHaveLength(4);
    await manager.accessToken(last);
    expect(authkit.refreshesOf(last.id)).toHaveLength(5);
    expect(refresher.hasFailed(last.id)).toBe(false);
  });

  test.each([0, 9])(
    'is tried for a caller that joins and waits, after %i requests of others',
    async (spent) => {
      const keyring = await twelveExpired();
      const { manager, platform, authkit, refresher, active } = keyring;
      authkit.script(last.id, ...Array.from({ length: 6 }, () => SERVER_ERROR));
      const background = refresher.refreshInBackground(await active(last));
      await platform.advance(100);
      expect(authkit.calls).toHaveLength(1);
      for (const organization of TWELVE.slice(0, spent)) await manager.accessToken(organization);
      const waiting = manager.accessToken(last);
      await platform.advance(20_000);
      expect(await waiting).toBe((await active(last)).tokens.accessToken);
      expect(await background).toMatchObject({ type: 'finished', session: { status: 'active' } });
      expect(authkit.refreshesOf(last.id)).toHaveLength(7);
    },
  );

  test('loses its turn, and no token, if the budget has no room for a retry', async () => {
    const keyring = await twelveExpired();
    const { manager, platform, authkit, refresher, active } = keyring;
    breakFor(keyring, [last]);
    const stale = await active(last);
    const background = refresher.refreshInBackground(stale);
    await settle();
    for (const organization of TWELVE.slice(0, 9)) await manager.accessToken(organization);
    await platform.advance(20_000);
    expect(await background).toEqual({ type: 'deferred' });
    expect(authkit.refreshesOf(last.id)).toHaveLength(1);
    expect(refresher.hasFailed(last.id)).toBe(true);
  });
});

describe('the budget', () => {
  const createBudget = () => {
    const platform = new FakePlatform();
    const records = new SealedTable(createMemoryTable(), PLAIN_VAULT, 'limits');
    return {
      platform,
      records,
      budget: new AuthenticationBudget(records, platform, { requests: 10, window: 60_000 }),
    };
  };
  const spendAtOnce = async (budget: AuthenticationBudget, urgency: Urgency, count: number) =>
    (await Promise.all(Array.from({ length: count }, () => budget.spend(urgency)))).filter(Boolean).length;

  test('of many that ask for the last request, one gets it', async () => {
    const { budget } = createBudget();
    expect(await spendAtOnce(budget, 'background', 50)).toBe(8);
    expect(await spendAtOnce(budget, 'waiting', 50)).toBe(50);
  });

  test('R26: is not used up permanently by a jump of the clock', async () => {
    for (const jump of [86_400_000, -86_400_000]) {
      const { budget, platform } = createBudget();
      await spendAtOnce(budget, 'background', 8);
      platform.time += jump;
      expect(await budget.spend('background')).toBe(true);
    }
  });

  test.each([['text'], [{}], [['x']], [[-1]]])('R4: works with the record %j', async (planted) => {
    const { budget, records } = createBudget();
    await records.put('authentications', planted);
    expect(await budget.spend('background')).toBe(true);
  });
});
