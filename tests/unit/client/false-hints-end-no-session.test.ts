import { afterEach, expect, test, vi } from 'vitest';
import { EMPTY_SNAPSHOT } from '../../../src/client/keyring-snapshot.ts';
import { type ReviewedKeyring, reviewSession } from '../../../src/client/review-session.ts';
import type { Organization } from '../../../src/protocol/session-status.ts';
import { createSignedInKeyring, type TestKeyring } from '../support/keyring.ts';
import { ACME, GLOBEX } from '../support/people.ts';
import { MemoryLocks } from '../support/web-locks.ts';

/** `npm run test:long` sends 10,000. */
const HINTS = Number(process.env.WEBHOOKS ?? 1_000);
/** Hints that arrive at the same time. */
const BATCH = 20;
const MINUTE = 60_000;

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** The page's half on the real core. */
async function pageOf({ manager, overview }: TestKeyring): Promise<ReviewedKeyring> {
  const organizationOf = (slug: string): Organization => {
    const organization = [ACME, GLOBEX].find((each) => each.slug === slug);
    if (organization === undefined) throw new Error(`There is no organization "${slug}".`);
    return organization;
  };
  const snapshot = { ...EMPTY_SNAPSHOT, ...(await overview.snapshot()) };
  return {
    getSnapshot: () => snapshot,
    refreshSession: (slug) => manager.refreshSession(organizationOf(slug)),
  };
}

/** What a forger could send: about each session, about all, about none, repeated, old and malformed. */
function hintOf(index: number): string {
  const hints: readonly unknown[] = [
    { id: `event_forged_${index}`, organizationId: ACME.id },
    { id: `event_forged_${index}`, organizationId: null },
    { id: 'event_replayed', organizationId: GLOBEX.id },
    { id: 'event_of_last_year', organizationId: ACME.id, createdAt: '2025-01-01T00:00:00Z' },
    { id: `event_forged_${index}`, organizationId: 'org_unknown' },
    { id: `event_forged_${index}`, organizationId: 7 },
    { id: `event_forged_${index}`, organizationId: ACME.id, status: 'revoked', reason: 'expired' },
    'signed-out',
  ];
  return JSON.stringify(hints[index % hints.length]);
}

test(`R49: ${HINTS} false hints end no session, and AuthKit's rate limit has room left`, async () => {
  vi.stubGlobal('navigator', { locks: new MemoryLocks() });
  // The time in which pages recognise a repeated hint.
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  const keyring = await createSignedInKeyring();
  const { platform, authkit, manager } = keyring;
  vi.spyOn(Date, 'now').mockImplementation(() => platform.time);
  const page = await pageOf(keyring);

  for (let sent = 0; sent < HINTS; sent += BATCH) {
    const hints = Array.from({ length: BATCH }, (_, index) => hintOf(sent + index));
    await Promise.all(
      hints.map((data) => reviewSession(page, { type: 'session-hint', data, id: `${sent}` })),
    );
    const pause = (5 * MINUTE * BATCH) / HINTS;
    platform.time += pause;
    await vi.advanceTimersByTimeAsync(pause);
  }
  await Promise.all(platform.backgroundWork);

  for (const organization of [ACME, GLOBEX]) {
    expect((await keyring.active(organization)).sessionId).toBe(`sid_${organization.id}`);
    await manager.accessToken(organization);
    // Three a minute, and the hints did cause some: the test can fail.
    const refreshes = authkit.refreshesOf(organization.id).map(({ at }) => at);
    expect(refreshes.length).toBeGreaterThan(3);
    expect(mostInOneMinute(refreshes)).toBeLessThanOrEqual(3);
  }
  const { requests, window } = authkit.rateLimit;
  expect(window).toBe(MINUTE);
  expect(mostInOneMinute(authkit.calls.map(({ at }) => at))).toBeLessThan(requests);
  expect(authkit.revoked).toEqual([]);
});

function mostInOneMinute(times: readonly number[]): number {
  return Math.max(...times.map((start) => times.filter((at) => at >= start && at < start + MINUTE).length));
}
