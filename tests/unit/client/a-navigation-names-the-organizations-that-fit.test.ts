import { afterEach, expect, test, vi } from 'vitest';
import { createKeyring } from '../../../src/client/keyring.ts';
import { KeyringPage } from '../support/keyring-page.ts';

afterEach(() => vi.unstubAllGlobals());

test('a user with 150 organizations signs in to the first five with one click', async () => {
  const { asked, left } = new KeyringPage();
  const keyring = createKeyring();
  const others = Array.from({ length: 149 }, (_, index) => `organization-with-a-long-name-${index}`);
  await keyring.signInToAll(['acme', ...others]);

  expect(left).toEqual(['https://authkit.test/']);
  expect(asked.map(({ ask }) => ask)).toMatchObject([
    { organizationSlug: 'acme', following: others.slice(0, 4) },
  ]);
  keyring.dispose();
});
