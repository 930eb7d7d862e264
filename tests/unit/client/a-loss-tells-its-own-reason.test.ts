import { createElement } from 'react';
import { expect, test } from 'vitest';
import type { Keyring } from '../../../src/client/keyring.ts';
import { KeyringError } from '../../../src/protocol/errors.ts';
import type { SessionState } from '../../../src/protocol/session-status.ts';
import { KeyringProvider } from '../../../src/react/KeyringProvider.tsx';
import { SessionLost } from '../../../src/react/SessionLost.tsx';
import { GLOBEX, USABLE } from '../support/guarded-page.ts';
import { ReactPage } from '../support/react-page.ts';

const current = ReactPage.forEachTest();

test('the problem of an earlier sign-in is not shown when the session is lost again', async () => {
  const page = current();
  const keyring: Partial<Keyring> = {
    getSnapshot: page.getSnapshot,
    subscribe: page.subscribe,
    signIn: async () => {
      throw new KeyringError('offline', 'There is no network.');
    },
  };
  let shown = { words: '', signIn: (): void => {} };
  const render = (session: SessionState): Promise<void> =>
    page.render(
      createElement(KeyringProvider, {
        keyring: keyring as Keyring,
        children: createElement(SessionLost, {
          status: { organization: GLOBEX, session },
          children: (loss) => {
            shown = loss;
            return null;
          },
        }),
      }),
    );
  const lost = { status: 'needs-authorization', reason: 'revoked', user: USABLE.user } as const;
  await render(lost);
  shown.signIn();
  await render(lost);
  expect(shown.words).toBe('There is no network.');
  await render(USABLE);
  await render({ ...lost, reason: 'expired' });
  expect(shown.words).toBe('Your session has expired.');
});
