import { describe, expect, test, vi } from 'vitest';
import { NoSessionError } from '../../../src/authkit/errors.ts';
import { AuthKitPage, isolateTabs, sessionFromNow } from '../support/authkit-page.ts';

isolateTabs();

const LOST = { status: 'needs-authorization', reason: 'revoked' } as const;

describe('onRefreshFailure', () => {
  test('is called once when the session of the tab ends, and its signIn is for that organization', async () => {
    const failures: { signIn: () => Promise<void> }[] = [];
    const page = await AuthKitPage.open(sessionFromNow(), {
      onRefreshFailure: (failure) => failures.push(failure),
    });
    expect(failures).toHaveLength(0);

    page.hear({ ...LOST, user: sessionFromNow().user });
    expect(failures).toHaveLength(1);
    expect(page.client.getUser()).toBeNull();
    page.hear({ ...LOST, reason: 'expired', user: sessionFromNow().user });
    expect(failures).toHaveLength(1);

    await failures[0]?.signIn();
    expect(page.asked).toEqual(['sign in to globex']);
  });

  test('is not called without a session at the start', async () => {
    const onRefreshFailure = vi.fn();
    const page = await AuthKitPage.open(undefined, { onRefreshFailure });
    expect(page.client.getUser()).toBeNull();
    expect(onRefreshFailure).not.toHaveBeenCalled();
  });
});

describe('onRefresh', () => {
  test('is called at the start and after a change that the app can see, and not for other states', async () => {
    const roles: unknown[] = [];
    const session = sessionFromNow({ role: 'member' });
    const page = await AuthKitPage.open(session, {
      onRefresh: ({ organizationId }) => roles.push(organizationId),
    });
    expect(roles).toEqual(['org_globex']);
    page.hear({ ...session, status: 'refreshing' });
    expect(roles).toEqual(['org_globex']);
    page.hear({ ...session, role: 'admin' });
    expect(roles).toEqual(['org_globex', 'org_globex']);
  });
});

describe('onBeforeAutoRefresh', () => {
  test('defers the refresh of this page until it agrees', async () => {
    let isWanted = false;
    const onBeforeAutoRefresh = vi.fn(() => isWanted);
    const page = await AuthKitPage.open(sessionFromNow(), { onBeforeAutoRefresh, refreshBufferInterval: 10 });

    await vi.advanceTimersByTimeAsync(49_999);
    expect(onBeforeAutoRefresh).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(onBeforeAutoRefresh).toHaveBeenCalled();
    expect(page.asked).toEqual([]);

    isWanted = true;
    page.opened = sessionFromNow({ accessTokenExpiresAt: Date.now() + 300_000 });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(page.asked).toEqual(['open globex']);
    // The next refresh belongs to the new access token.
    await vi.advanceTimersByTimeAsync(200_000);
    expect(page.asked).toEqual(['open globex']);
  });

  test('without it a hidden page asks for no refresh', async () => {
    const page = await AuthKitPage.open(sessionFromNow());
    Object.assign(document, { hidden: true });
    await vi.advanceTimersByTimeAsync(55_000);
    expect(page.asked).toEqual([]);
    Object.assign(document, { hidden: false });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(page.asked).toEqual(['open globex']);
  });
});

test('dispose() ends the callbacks and the refreshes', async () => {
  const onRefresh = vi.fn();
  const onRefreshFailure = vi.fn();
  const page = await AuthKitPage.open(sessionFromNow(), { onRefresh, onRefreshFailure });
  expect(onRefresh).toHaveBeenCalledTimes(1);
  page.client.dispose();
  expect(page.client.getUser()).toBeNull();
  page.hear(sessionFromNow({ role: 'admin' }));
  page.hear(undefined);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(onRefresh).toHaveBeenCalledTimes(1);
  expect(onRefreshFailure).not.toHaveBeenCalled();
  expect(page.asked).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

describe('signOut', () => {
  test('with navigate: false ends every session, and the page stays', async () => {
    const page = await AuthKitPage.open(sessionFromNow());
    await page.client.signOut({ navigate: false });
    expect(page.asked).toEqual(['sign out, none, undefined']);
    expect(page.client.getUser()).toBeNull();
  });

  test('leaves by default, and passes returnTo', async () => {
    const page = await AuthKitPage.open(sessionFromNow());
    expect(page.client.signOut({ returnTo: 'https://app.test/bye' })).toBeUndefined();
    expect(page.asked).toEqual(['sign out, page, https://app.test/bye']);
  });

  test('without a session reports it in both forms', async () => {
    const { client } = await AuthKitPage.open(undefined);
    expect(() => client.signOut()).toThrow(NoSessionError);
    await expect(client.signOut({ navigate: false })).rejects.toThrow(NoSessionError);
  });
});
