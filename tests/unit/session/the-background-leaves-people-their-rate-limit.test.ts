import { describe, expect, test } from 'vitest';
import { AuthenticationBudget, type Urgency } from '../../../src/keyring/session/authentication-budget.ts';
import { SealedTable } from '../../../src/keyring/store/sealed-table.ts';
import { createMemoryTable } from '../../../src/keyring/store/table.ts';
import type { Organization } from '../../../src/protocol/session-status.ts';
import { FakePlatform, settle } from '../support/fake-platform.ts';
import { createKeyring, FakeBackEnd, type TestKeyring } from '../support/keyring.ts';
import { slug } from '../support/people.ts';
import { PLAIN_VAULT } from '../support/plain-vault.ts';

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
  test('twelve sessions that are kept warm take at most 8 of them, and the rest a minute later', async () => {
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

  test('a call that waits goes at once, also when they are spent', async () => {
    const { manager, authkit } = await twelveExpired();
    await manager.keepWarm();
    await manager.accessToken(last);
    expect(authkit.refreshesOf(last.id)).toHaveLength(1);
    expect(authkit.calls).toHaveLength(9);
  });

  test('a call that joins a flight which is then put off is refreshed all the same', async () => {
    const { manager, refresher, authkit, active } = await twelveExpired();
    await manager.keepWarm();
    const stale = await active(last);
    const behind = refresher.refresh(stale, 'behind');
    const waiting = manager.accessToken(last);
    expect(await behind).toEqual(stale);
    expect(await waiting).toBe((await active(last)).tokens.accessToken);
    expect(authkit.refreshesOf(last.id)).toHaveLength(1);
  });

  test('what people waited for counts, over restarts of the worker', async () => {
    const { manager, authkit, restart } = await twelveExpired();
    for (const organization of TWELVE.slice(0, 6)) await manager.accessToken(organization);
    await restart().manager.keepWarm();
    expect(authkit.calls).toHaveLength(8);
  });

  test('a token in its window serves while its renewal is put off', async () => {
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

describe('the budget', () => {
  const createBudget = () => {
    const platform = new FakePlatform();
    const records = new SealedTable(createMemoryTable(), PLAIN_VAULT, 'limits');
    return { platform, records, budget: new AuthenticationBudget(records, platform) };
  };
  const spendAtOnce = async (budget: AuthenticationBudget, urgency: Urgency, count: number) =>
    (await Promise.all(Array.from({ length: count }, () => budget.spend(urgency)))).filter(Boolean).length;

  test('of many that see the last place, one gets it', async () => {
    const { budget } = createBudget();
    expect(await spendAtOnce(budget, 'behind', 50)).toBe(8);
    expect(await spendAtOnce(budget, 'waiting', 50)).toBe(50);
  });

  test('R26: is not spent for ever by a clock that jumped', async () => {
    for (const jump of [86_400_000, -86_400_000]) {
      const { budget, platform } = createBudget();
      await spendAtOnce(budget, 'behind', 8);
      platform.time += jump;
      expect(await budget.spend('behind')).toBe(true);
    }
  });

  test.each([['text'], [{}], [['x']], [[-1]]])('R4: is not stopped by %j in its place', async (planted) => {
    const { budget, records } = createBudget();
    await records.put('authentications', planted);
    expect(await budget.spend('behind')).toBe(true);
  });
});
