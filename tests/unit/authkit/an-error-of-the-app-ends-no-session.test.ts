import { expect, test } from 'vitest';
import { AuthKitPage, isolateTabs, sessionFromNow } from '../support/authkit-page.ts';
import { GLOBEX } from '../support/guarded-page.ts';
import { MapStorage } from '../support/map-storage.ts';

isolateTabs();

const fail = (): never => {
  throw new Error('of the app');
};

test('a callback that throws is reported, and the client has the session all the same', async () => {
  const tab = new MapStorage();
  const before = await AuthKitPage.openTab(tab, []);
  await before.client.signIn({ state: { from: '/reports' } });
  const session = sessionFromNow({ signedInAt: Date.now() });
  const page = await AuthKitPage.openTab(tab, [{ organization: GLOBEX, session }], {
    onRefresh: fail,
    onRedirectCallback: fail,
    onRefreshFailure: fail,
  });
  expect(page.client.getUser()?.email).toBe(session.user.email);
  page.hear(undefined);
  expect(page.client.getUser()).toBeNull();
  expect(page.asked).toEqual(Array(3).fill('report Error: of the app'));
});

test('getUser() returns the same object until the session changes, as useSyncExternalStore requires', async () => {
  const session = sessionFromNow();
  const { client } = await AuthKitPage.open(session);
  expect(client.getUser()).not.toBeNull();
  expect(client.getUser()).toBe(client.getUser());
});
