import { createElement, useEffect, useState } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, test, vi } from 'vitest';
import { connectKeyring, type Keyring, orgFetch } from '../../../src/client/index.ts';
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
});

test('on a server, a call that needs the worker says at once where to call it, and sends nothing', async () => {
  const send = vi.fn();
  vi.stubGlobal('fetch', send);
  // Node 25 has this global, and refuses access to it.
  vi.stubGlobal('localStorage', undefined);
  Object.defineProperty(globalThis, 'localStorage', {
    configurable: true,
    get: () => {
      throw new DOMException('Cannot initialize local storage.', 'SecurityError');
    },
  });
  const message = 'Call this in the browser, not on a server.';
  try {
    for (const call of [() => connectKeyring(), () => orgFetch('acme', '/api/notes')])
      await expect(call()).rejects.toMatchObject({ code: 'unsupported', message });
    expect(send).not.toHaveBeenCalled();
  } finally {
    vi.unstubAllGlobals();
  }
});
