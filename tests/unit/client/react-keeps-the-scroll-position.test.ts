import { createElement } from 'react';
import { expect, test } from 'vitest';
import type { Keyring } from '../../../src/client/keyring.ts';
import { KeyringProvider } from '../../../src/react/KeyringProvider.tsx';
import { ReactPage } from '../support/react-page.ts';

const current = ReactPage.forEachTest();

test('R54: a page that was hidden until its sessions were confirmed is where its user left it', async () => {
  const page = current();
  const keyring = page as Pick<Keyring, 'subscribe' | 'getSnapshot'> as Keyring;
  await page.render(createElement(KeyringProvider, { keyring, children: createElement('p') }));
  const field = page.root.children[0]?.children[0];
  if (field === undefined) throw new Error('Nothing was rendered.');
  page.focus(field);
  page.scrolled = 700;
  await page.hear({ confirmation: 'checking' });
  expect([page.display, scrollY, page.focused]).toEqual(['none', 0, null]);
  await page.hear({ confirmation: 'confirmed' });
  expect([page.display, page.scrolled]).toEqual(['contents', 700]);
  expect(page.focused === field).toBe(true);
});
