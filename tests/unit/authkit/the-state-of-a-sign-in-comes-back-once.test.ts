import { expect, test, vi } from 'vitest';
import { KeyringError } from '../../../src/protocol/errors.ts';
import { AuthKitPage, isolateTabs, sessionFromNow } from '../support/authkit-page.ts';
import { GLOBEX } from '../support/guarded-page.ts';
import { MapStorage } from '../support/map-storage.ts';

isolateTabs();

test('a tab that could not leave for a sign-in comes back from none', async () => {
  const tab = new MapStorage();
  const page = await AuthKitPage.openTab(tab, []);
  page.signInRefusal = new KeyringError('authorization_in_progress', 'Refused.');
  await expect(page.client.signIn({ state: { from: '/reports' } })).rejects.toThrow(KeyringError);
  // Another tab signs in, and this one is reloaded.
  const session = sessionFromNow({ signedInAt: Date.now() });
  const onRedirectCallback = vi.fn();
  await AuthKitPage.openTab(tab, [{ organization: GLOBEX, session }], { onRedirectCallback });
  expect(onRedirectCallback).not.toHaveBeenCalled();
});

test('a tab whose storage the app has filled leaves for the sign-in all the same', async () => {
  const tab = new MapStorage();
  const page = await AuthKitPage.openTab(tab, []);
  tab.setItem = () => {
    throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
  };
  await page.client.signIn({ state: { from: '/reports' } });
  expect(page.asked).toEqual(['sign in to null']);
  expect(await page.client.getSignInUrl()).toBe('https://authkit.test/');
});
