import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { EXPIRED, GLOBEX, GuardedPage, pass, USABLE } from '../support/guarded-page.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function openPage(start?: ConstructorParameters<typeof GuardedPage>[0]): Promise<GuardedPage> {
  const page = new GuardedPage(start);
  await pass();
  return page;
}

/** Everything that blocks the page from now on, in order; `undefined`: nothing does. */
function watch(page: GuardedPage): (string | undefined)[] {
  const seen = [page.blocked];
  let before = page.guard.getState();
  page.guard.subscribe(() => {
    const now = page.guard.getState();
    if (now.type !== 'shown' || before.type !== 'shown') seen.push(page.blocked);
    before = now;
  });
  return seen;
}

describe('a page that leaves for AuthKit', () => {
  test('and is stopped on its way offers to try again after 5 s', async () => {
    const page = await openPage();
    expect(page.guard.getState()).toEqual({ type: 'leaving', isStuck: false });
    expect(page.signIns).toEqual(['automatic']);
    await pass(4_999);
    expect(page.guard.getState()).toEqual({ type: 'leaving', isStuck: false });
    await pass(1);
    expect(page.guard.getState()).toEqual({ type: 'leaving', isStuck: true });

    page.guard.signIn();
    await pass();
    expect(page.guard.getState()).toEqual({ type: 'leaving', isStuck: false });
    expect(page.signIns).toEqual(['automatic', 'requested']);
    page.close();
  });

  test('and is stopped goes on when another tab has signed in', async () => {
    const page = await openPage();
    await pass(5_000);
    page.hear(USABLE);
    expect(page.blocked).toBeUndefined();
    page.close();
  });
});

describe('a page that failed', () => {
  test.each(['offline', 'temporarily_unavailable'] as const)(
    'for %s opens again when the network is back',
    async (session) => {
      const page = await openPage({ session });
      expect(page.blocked).toBe('failed');
      page.session = USABLE;
      await pass(60_000);
      expect(page.blocked).toBe('failed');
      page.goOnline();
      await pass();
      expect(page.blocked).toBeUndefined();
      page.close();
    },
  );

  test('opens when the worker tells that there is a session', async () => {
    const page = await openPage({ signInRefusal: 'offline' });
    expect(page.blocked).toBe('failed');
    page.hear(USABLE);
    expect(page.blocked).toBeUndefined();
    page.close();
  });
});

describe('a page that waits for another tab', () => {
  test('asks again while it is visible, and shows nothing of it until it may leave', async () => {
    const page = await openPage({ signInRefusal: 'authorization_in_progress' });
    const seen = watch(page);
    await pass(60_000);
    expect(page.signIns.length).toBeGreaterThan(3);
    expect(seen).toEqual(['waiting']);
    // The other tab was closed at AuthKit, and the worker no longer waits for it.
    page.signInRefusal = undefined;
    await pass(15_000);
    expect(seen).toEqual(['waiting', 'leaving']);
    page.close();
  });

  test('asks nothing while it is hidden, and at once when it becomes visible', async () => {
    const page = await openPage({ signInRefusal: 'authorization_in_progress' });
    const before = page.opened.length;
    page.look('hidden');
    await pass(120_000);
    expect(page.opened).toHaveLength(before);
    page.signInRefusal = undefined;
    page.look('visible');
    await pass();
    expect(page.blocked).toBe('leaving');
    page.close();
  });

  test('shows the organization once it has a session, and asks no more', async () => {
    const page = await openPage({ signInRefusal: 'authorization_in_progress' });
    page.hear(USABLE);
    expect(page.blocked).toBeUndefined();
    const before = page.signIns.length;
    await pass(60_000);
    expect(page.signIns).toHaveLength(before);
    page.close();
  });
});

describe('only a click leaves', () => {
  test('a sign-out', async () => {
    const page = await openPage({ session: { status: 'signed-out' } });
    expect(page.blocked).toBe('prompt');
    page.goOnline();
    await pass(120_000);
    expect([page.blocked, page.signIns]).toEqual(['prompt', []]);
    page.guard.signIn();
    await pass();
    expect([page.blocked, page.signIns]).toEqual(['leaving', ['requested']]);
    page.close();
  });

  test('an organization that does not exist', async () => {
    const page = await openPage({ session: 'organization_unknown' });
    page.goOnline();
    await pass(120_000);
    expect([page.blocked, page.signIns]).toEqual(['not-found', []]);
    page.close();
  });
});

describe('a session whose access token has expired', () => {
  const LOST = { status: 'needs-authorization', reason: 'revoked', user: null } as const;

  test('field report 2: is shown, and its refresh changes nothing on the screen', async () => {
    const page = await openPage({ session: EXPIRED });
    const seen = watch(page);
    page.hear({ ...EXPIRED, status: 'refreshing' });
    page.hear(USABLE);
    expect(seen).toEqual([undefined]);
    page.close();
  });

  test('field report 2: leads to AuthKit without a click when its refresh shows that it ended before it was opened', async () => {
    const page = await openPage({ session: EXPIRED });
    page.hear(LOST);
    await pass();
    expect([page.blocked, page.signIns]).toEqual(['leaving', ['automatic']]);
    page.close();
  });

  test.each([
    ['the user has pressed a key since', (page: GuardedPage) => page.pressKey()],
    ['it was refreshed since', (page: GuardedPage) => page.hear(USABLE)],
  ])('field report 2: stays on the screen when it ends after %s', async (_name, use) => {
    const page = await openPage({ session: EXPIRED });
    use(page);
    page.hear(EXPIRED);
    page.hear(LOST);
    await pass();
    expect([page.blocked, page.signIns]).toEqual([undefined, []]);
    page.close();
  });

  test('leads to AuthKit without a click when it ends before the response to the opening arrives', async () => {
    let release = (): void => {};
    const hold = new Promise<void>((resolve) => {
      release = resolve;
    });
    const page = await openPage({ session: { ...EXPIRED, status: 'refreshing' }, hold });
    expect(page.blocked).toBe('opening');
    page.hear({ ...EXPIRED, status: 'refreshing' });
    page.hear(LOST);
    expect(page.blocked).toBe('opening');
    release();
    await pass();
    expect([page.blocked, page.signIns]).toEqual(['leaving', ['automatic']]);
    page.close();
  });

  test('is not shown when the response to the opening says that it ended, although an event before told a refresh', async () => {
    let release = (): void => {};
    const hold = new Promise<void>((resolve) => {
      release = resolve;
    });
    const page = await openPage({ session: LOST, hold });
    const seen = watch(page);
    page.hear({ ...EXPIRED, status: 'refreshing' });
    release();
    await pass();
    expect(seen.every((blocked) => blocked !== undefined)).toBe(true);
    expect([page.blocked, page.signIns]).toEqual(['leaving', ['automatic']]);
    page.close();
  });

  test('is not shown when the user signs out everywhere before the response to the opening arrives', async () => {
    let release = (): void => {};
    const hold = new Promise<void>((resolve) => {
      release = resolve;
    });
    const page = await openPage({ session: USABLE, hold });
    page.hear(USABLE);
    page.hear(undefined);
    release();
    await pass();
    expect([page.blocked, page.signIns]).toEqual(['prompt', []]);
    page.close();
  });
});

describe('an organization that the back end no longer knows', () => {
  test('is not found once the worker tells so, although it was shown', async () => {
    const page = await openPage({ session: USABLE });
    const seen = watch(page);
    page.session = 'organization_unknown';
    page.hearOfOrganizations();
    await pass();
    expect(seen).toEqual([undefined, 'not-found']);
    page.close();
  });

  test('is not found although the worker tells so before it responds to the opening', async () => {
    let release = (): void => {};
    const hold = new Promise<void>((resolve) => {
      release = resolve;
    });
    const page = await openPage({ session: USABLE, hold });
    page.session = 'organization_unknown';
    // The second response would arrive before the first.
    page.hold = undefined;
    page.hearOfOrganizations();
    release();
    await pass();
    expect(page.blocked).toBe('not-found');
    page.close();
  });

  test('is shown again once the back end knows it again, and nothing else changes on the screen', async () => {
    const page = await openPage({ session: 'organization_unknown' });
    const seen = watch(page);
    page.hearOfOrganizations();
    await pass();
    page.session = USABLE;
    page.hearOfOrganizations();
    await pass();
    expect(seen.at(-1)).toBeUndefined();
    expect(seen).not.toContain('opening');
    page.close();
  });

  test.each([
    ['the other organizations changed', USABLE],
    ['the network is gone', 'offline'],
  ] as const)('nothing changes when %s', async (_name, session) => {
    const page = await openPage({ session: USABLE });
    const seen = watch(page);
    page.session = session;
    page.hearOfOrganizations();
    await pass();
    expect([seen, page.opened.length]).toEqual([[undefined], 2]);
    page.close();
  });

  test('a prompt does not become a redirect', async () => {
    const page = await openPage({ session: { status: 'signed-out' } });
    page.session = { status: 'absent' };
    page.hearOfOrganizations();
    await pass();
    expect([page.blocked, page.signIns]).toEqual(['prompt', []]);
    page.close();
  });
});

describe('a session that is lost during use', () => {
  test('stays on the screen, with its new state', async () => {
    const page = await openPage({ session: USABLE });
    const lost = { status: 'needs-authorization', reason: 'revoked', user: null } as const;
    page.hear(USABLE);
    page.hear(lost);
    await pass();
    expect([page.shownSession, page.signIns]).toEqual([lost, []]);
    page.close();
  });

  test('opens again after a sign-in to another organization, if that restored its credential, and asks once', async () => {
    const page = await openPage({ session: USABLE });
    const lost = { status: 'needs-authorization', reason: 'revoked', user: null } as const;
    page.hear(USABLE);
    page.hear(lost);
    const { length: before } = page.opened;
    page.hearOfGlobex(lost, lost);
    expect(page.opened).toHaveLength(before);
    const restored = { ...USABLE, signedInAt: 1 };
    page.hearOfGlobex(restored, lost);
    page.hearOfGlobex({ ...restored, refreshedAt: 2 }, lost);
    await pass();
    expect([page.opened.length, page.signIns]).toEqual([before + 1, []]);
    page.hearOfGlobex(restored, restored);
    expect(page.shownSession).toEqual(restored);
    page.close();
  });

  test('is not asked for again if the organization itself was refused', async () => {
    const page = await openPage({ session: USABLE });
    const refused = { status: 'needs-authorization', reason: 'not_a_member', user: null } as const;
    page.hear(USABLE);
    page.hear(refused);
    const { length: before } = page.opened;
    page.hearOfGlobex({ ...USABLE, signedInAt: 1 }, refused);
    await pass();
    expect(page.opened).toHaveLength(before);
    page.close();
  });

  test('is no longer shown after the user has signed out everywhere', async () => {
    const page = await openPage({ session: USABLE });
    page.hear(USABLE);
    page.hear(undefined);
    expect(page.blocked).toBe('prompt');
    page.close();
  });
});

test('a page that comes back from AuthKit by the back button does not leave again without a click', async () => {
  const page = await openPage();
  expect(page.blocked).toBe('leaving');
  page.restore();
  await pass();
  expect([page.blocked, page.signIns]).toEqual(['prompt', ['automatic']]);
  page.close();
});

test('a guard of another organization opens that one, and a late response for the first counts no more', async () => {
  let release = (): void => {};
  const hold = new Promise<void>((resolve) => {
    release = resolve;
  });
  const page = await openPage({ session: 'organization_unknown', hold });
  page.session = USABLE;
  page.guard.setOrganization(GLOBEX.slug);
  page.guard.setOrganization(GLOBEX.slug);
  release();
  await pass();
  expect(page.opened).toEqual(['acme', 'globex']);
  expect(page.guard.getState()).toEqual({
    type: 'shown',
    status: { organization: GLOBEX, session: USABLE },
    userId: USABLE.user.id,
  });
  page.close();
});

test('a guard that is disposed has no listener and no timer, and its state stays', async () => {
  const page = await openPage({ signInRefusal: 'authorization_in_progress' });
  expect(page.listeners).toBeGreaterThan(5);
  expect(vi.getTimerCount()).toBe(1);
  page.guard.dispose();
  expect([page.listeners, vi.getTimerCount()]).toEqual([0, 0]);
  page.hear(USABLE);
  await pass(60_000);
  expect(page.blocked).toBe('waiting');
});

test('the state is the same object until it changes, and listeners hear of changes only', async () => {
  const page = await openPage({ session: USABLE });
  page.hear(USABLE);
  const state = page.guard.getState();
  let calls = 0;
  page.guard.subscribe(() => {
    calls += 1;
  });
  page.hear({ ...USABLE });
  page.hearOfOrganizations();
  await pass();
  expect(page.guard.getState()).toBe(state);
  expect(calls).toBe(0);
  page.close();
});

describe('a guard that is disposed', () => {
  test('while it tells of a state opens nothing and does not leave', async () => {
    const page = await openPage({ session: { status: 'signed-out' } });
    expect(page.blocked).toBe('prompt');
    page.session = { status: 'absent' };
    page.guard.subscribe(() => page.guard.dispose());
    page.guard.retry();
    await pass(20_000);
    expect([page.opened, page.signIns, vi.getTimerCount()]).toEqual([['acme'], [], 0]);
  });

  test('while it tells that it leaves does not leave', async () => {
    const page = await openPage({ session: { status: 'signed-out' } });
    page.guard.subscribe(() => page.guard.dispose());
    page.guard.signIn();
    await pass(20_000);
    expect([page.signIns, vi.getTimerCount()]).toEqual([[], 0]);
  });

  test('when its turn to sign in has come has no timer', async () => {
    const page = await openPage({ signInRefusal: 'authorization_in_progress' });
    expect(page.blocked).toBe('waiting');
    page.signInRefusal = undefined;
    page.guard.subscribe(() => page.guard.dispose());
    await pass(15_000);
    expect([page.guard.getState(), vi.getTimerCount()]).toEqual([{ type: 'leaving', isStuck: false }, 0]);
  });

  test('ignores later calls', async () => {
    const page = await openPage({ session: { status: 'signed-out' } });
    const state = page.guard.getState();
    page.guard.dispose();
    page.guard.retry();
    page.guard.signIn();
    page.guard.setOrganization('globex');
    await pass(20_000);
    expect([page.guard.getState(), page.opened, page.signIns]).toEqual([state, ['acme'], []]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a session that another tab brings while this one leaves', () => {
  test('is shown if the page is still there after 5 s', async () => {
    const page = await openPage();
    page.hear(USABLE);
    expect(page.blocked).toBe('leaving');
    await pass(5_000);
    expect(page.shownSession).toEqual(USABLE);
  });

  test('is shown if the sign-in is refused', async () => {
    const page = await openPage({
      session: { status: 'signed-out' },
      signInRefusal: 'authorization_in_progress',
    });
    page.guard.subscribe(() => page.blocked === 'leaving' && page.hear(USABLE));
    page.guard.signIn();
    await pass();
    expect(page.shownSession).toEqual(USABLE);
  });
});
