import { expect, test } from 'vitest';
import type { SessionStatus } from '../../../src/protocol/session-status.ts';
import { AuthKitPage, isolateTabs, sessionFromNow } from '../support/authkit-page.ts';
import { GLOBEX } from '../support/guarded-page.ts';
import { MapStorage } from '../support/map-storage.ts';

isolateTabs();

/** `/login` of the README of `authkit-react` calls `signIn()` whenever it is loaded. */
async function comeBack(sessions: () => readonly SessionStatus[]): Promise<AuthKitPage> {
  const tab = new MapStorage();
  const first = await AuthKitPage.openTab(tab, []);
  await first.client.signIn();
  expect(first.asked).toEqual(['sign in to null']);
  return AuthKitPage.openTab(tab, sessions());
}

const signedIn = (): readonly SessionStatus[] => [
  { organization: GLOBEX, session: sessionFromNow({ signedInAt: Date.now() }) },
];

test('where a sign-in has come back with a session, the next one returns to the home of the app', async () => {
  const page = await comeBack(signedIn);
  await page.client.signIn();
  expect(page.asked).toEqual(['sign in to null automatic /']);
});

test('where it has come back without a session, the worker counts the next one, and it returns to the page', async () => {
  const page = await comeBack(() => []);
  await page.client.signIn();
  expect(page.asked).toEqual(['sign in to null automatic']);
});

test('a click after the return, and a page that no sign-in has come back to, sign in as always', async () => {
  const page = await comeBack(signedIn);
  Object.assign(navigator.userActivation, { hasBeenActive: true });
  await page.client.signIn();
  const other = await AuthKitPage.openTab(new MapStorage(), signedIn());
  await other.client.signIn();
  expect([...page.asked, ...other.asked]).toEqual(['sign in to null', 'sign in to null']);
});
