import { afterEach, expect, test, vi } from 'vitest';
import { signInActions } from '../../../src/client/sign-in-actions.ts';
import { KeyringPage } from '../support/keyring-page.ts';

afterEach(() => vi.unstubAllGlobals());

test('a tab whose storage the app has filled leaves for the sign-in all the same', async () => {
  const page = new KeyringPage();
  const assign = (url: string): void => void page.left.push(url);
  vi.stubGlobal('location', { origin: 'https://app.test', pathname: '/acme/', search: '', hash: '', assign });
  const setItem = (): void => {
    throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
  };
  vi.stubGlobal('sessionStorage', { getItem: () => null, setItem });
  expect(await signInActions.signIn('acme')).toBe('page');
  expect(page.left).toEqual(['https://authkit.test/']);
});
