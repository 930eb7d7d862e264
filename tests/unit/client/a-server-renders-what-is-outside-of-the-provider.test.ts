import { createElement, useEffect, useState } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, test, vi } from 'vitest';
import { connectKeyring, type Keyring } from '../../../src/client/index.ts';
import { KeyringProvider, RequireSession } from '../../../src/react/index.ts';

/** As docs/react.md says. */
function App() {
  const [keyring, setKeyring] = useState<Keyring>();
  useEffect(() => void connectKeyring().then(setKeyring), []);
  const guarded = createElement(RequireSession, {
    slug: 'acme',
    fallback: () => null,
    children: ({ organization }) => organization.name,
  });
  return createElement(
    'main',
    null,
    'Outside',
    keyring && createElement(KeyringProvider, { keyring, children: guarded }),
  );
}

test('the page entries are loaded and rendered where there is neither a window nor a document', async () => {
  expect(renderToString(createElement(App))).toBe('<main>Outside</main>');
  vi.stubGlobal('navigator', {});
  try {
    await expect(connectKeyring()).rejects.toMatchObject({ code: 'unsupported' });
  } finally {
    vi.unstubAllGlobals();
  }
});
