import { createEffect, createRoot } from 'solid-js';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { EXPIRED, GuardedPage, pass, USABLE } from '../support/guarded-page.ts';

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

/** Everything that the page shows from now on, in order. */
function watch(page: GuardedPage): (string | undefined)[] {
  const seen: (string | undefined)[] = [];
  createRoot(() => createEffect(() => void seen.push(page.blocked)));
  return seen;
}

describe('a page that leaves for AuthKit', () => {
  test('and is stopped on its way offers a way on after 5 s', async () => {
    const page = await openPage();
    expect(page.guard.blocked()).toEqual({ type: 'leaving', isStuck: false });
    expect(page.signIns).toEqual(['automatic']);
    await pass(4_999);
    expect(page.guard.blocked()).toEqual({ type: 'leaving', isStuck: false });
    await pass(1);
    expect(page.guard.blocked()).toEqual({ type: 'leaving', isStuck: true });

    page.guard.signIn();
    await pass();
    expect(page.guard.blocked()).toEqual({ type: 'leaving', isStuck: false });
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
  test('asks again while it is looked at, and shows nothing of it until it may go', async () => {
    const page = await openPage({ signInRefusal: 'authorization_in_progress' });
    const seen = watch(page);
    await pass(60_000);
    expect(page.signIns.length).toBeGreaterThan(3);
    expect(seen).toEqual(['waiting']);
    // The other tab was closed at AuthKit, and the worker is patient no more.
    page.signInRefusal = undefined;
    await pass(15_000);
    expect(seen).toEqual(['waiting', 'leaving']);
    page.close();
  });

  test('asks nothing while nobody looks, and at once when somebody does', async () => {
    const page = await openPage({ signInRefusal: 'authorization_in_progress' });
    const before = page.opens;
    page.look('hidden');
    await pass(120_000);
    expect(page.opens).toBe(before);
    page.signInRefusal = undefined;
    page.look('visible');
    await pass();
    expect(page.blocked).toBe('leaving');
    page.close();
  });

  test('is let in by its session, and asks no more', async () => {
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

  test('field report 2: is let in, and its refresh changes nothing on the screen', async () => {
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
});
