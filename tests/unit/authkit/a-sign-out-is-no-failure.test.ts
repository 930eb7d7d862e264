import { expect, test, vi } from 'vitest';
import { KeyringError } from '../../../src/protocol/errors.ts';
import { AuthKitPage, isolateTabs, sessionFromNow } from '../support/authkit-page.ts';

isolateTabs();

/** A page with the handler of the README of `@workos-inc/authkit-react`: it signs in again whenever a session has ended. */
const open = (): Promise<AuthKitPage> =>
  AuthKitPage.open(sessionFromNow(), { onRefreshFailure: ({ signIn }) => void signIn() });

test('an app that signs in again after each failure can be signed out of', async () => {
  const page = await open();
  page.client.signOut();
  expect(page.client.getUser()).toBeNull();
  await expect(page.client.getAccessToken()).rejects.toThrow();
  expect(page.asked).toEqual(['sign out, page, undefined']);
});

test('without navigation the page stays too', async () => {
  const page = await open();
  await page.client.signOut({ navigate: false });
  await vi.advanceTimersByTimeAsync(0);
  expect(page.asked).toEqual(['sign out, none, undefined']);
});

test('a session that ends after the next sign-in is a failure again', async () => {
  const page = await open();
  await page.client.signOut({ navigate: false });
  page.hear(sessionFromNow());
  page.hear(undefined);
  await vi.advanceTimersByTimeAsync(0);
  expect(page.asked).toEqual(['sign out, none, undefined', 'sign in to null']);
});

test('so is one that ends after a sign-out that could not begin', async () => {
  const page = await open();
  page.signOutRefusal = new KeyringError('deadline_exceeded', 'Refused.');
  await expect(page.client.signOut({ navigate: false })).rejects.toThrow(KeyringError);
  page.hear(undefined);
  await vi.advanceTimersByTimeAsync(0);
  expect(page.asked).toEqual(['sign out, none, undefined', 'sign in to null']);
});
