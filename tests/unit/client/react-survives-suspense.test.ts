import { createElement, StrictMode, Suspense, use } from 'react';
import { expect, test } from 'vitest';
import type { Keyring } from '../../../src/client/keyring.ts';
import type { SessionState, SessionStatus } from '../../../src/protocol/session-status.ts';
import { KeyringProvider } from '../../../src/react/KeyringProvider.tsx';
import { RequireSession } from '../../../src/react/RequireSession.tsx';
import { GLOBEX, USABLE } from '../support/guarded-page.ts';
import { ReactPage } from '../support/react-page.ts';

const current = ReactPage.forEachTest();

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** Suspends until its data is there. */
function Data({ data }: { readonly data: Promise<void> | undefined }) {
  if (data !== undefined) use(data);
  return createElement('p');
}

test('R54: a page that begins hidden is shown when it is confirmed, also after it has waited for data', async () => {
  const page = current();
  const keyring = page as Pick<Keyring, 'subscribe' | 'getSnapshot'> as Keyring;
  await page.hear({ confirmation: 'checking' });
  const render = (data?: Promise<void>): Promise<void> =>
    page.render(
      createElement(Suspense, {
        children: createElement(KeyringProvider, { keyring, children: createElement(Data, { data }) }),
      }),
    );
  await render();
  expect(page.display).toBe('none');
  await page.hear({ confirmation: 'confirmed' });
  expect(page.display).toBe('contents');

  const { promise, resolve } = deferred();
  await render(promise);
  expect(page.display).toBe('none');
  resolve();
  await render();
  expect(page.display).toBe('contents');
});

/** A keyring that lists no more than the snapshot of its page, and counts the guards that listen to its events. */
class ListedKeyring {
  readonly asked: string[] = [];
  guards = 0;
  readonly #page: ReactPage;

  constructor(page: ReactPage) {
    this.#page = page;
  }

  get keyring(): Keyring {
    const keyring: Partial<Keyring> = {
      getSnapshot: this.#page.getSnapshot,
      subscribe: this.#page.subscribe,
      onEvent: () => {
        this.guards += 1;
        return () => {
          this.guards -= 1;
        };
      },
      openOrganization: async (slug): Promise<SessionStatus> => {
        this.asked.push(`open ${slug}`);
        const [listed] = this.#page.getSnapshot().sessions;
        return listed ?? { organization: GLOBEX, session: { status: 'absent' } };
      },
      signIn: async (slug) => {
        this.asked.push(`sign in to ${slug}`);
        return 'page';
      },
    };
    return keyring as Keyring;
  }
}

function guarded(keyring: Keyring, data?: Promise<void>) {
  return createElement(KeyringProvider, {
    keyring,
    children: createElement(Suspense, {
      children: createElement(RequireSession, {
        slug: GLOBEX.slug,
        fallback: ({ type }) => createElement(type),
        children: () => createElement('article', null, createElement(Data, { data })),
      }),
    }),
  });
}

test('a session that was lost during use stays shown while its page waits for data', async () => {
  const page = current();
  const listed = new ListedKeyring(page);
  const { keyring } = listed;
  await page.hear({ sessions: [{ organization: GLOBEX, session: USABLE }] });
  await page.render(guarded(keyring));
  expect(page.root.tags).toEqual(['div', 'article', 'p']);
  const article = page.root.children[0]?.children[0];
  const { user } = USABLE;
  await page.hear({
    sessions: [{ organization: GLOBEX, session: { status: 'needs-authorization', reason: 'revoked', user } }],
  });
  const { promise, resolve } = deferred();
  await page.render(guarded(keyring, promise));
  resolve();
  await page.render(guarded(keyring));
  // The same element: what the user typed is in it.
  expect(page.root.children[0]?.children[0] === article).toBe(true);
  expect(listed.asked).toEqual(['open globex']);
  await page.close();
  expect(listed.guards).toBe(0);
});

test('an organization that takes over the slug of another one gets children of its own', async () => {
  const page = current();
  const { keyring } = new ListedKeyring(page);
  await page.hear({ sessions: [{ organization: GLOBEX, session: USABLE }] });
  await page.render(guarded(keyring));
  const article = page.root.children[0]?.children[0];
  await page.hear({ sessions: [{ organization: { ...GLOBEX, name: 'Globex Ltd' }, session: USABLE }] });
  expect(page.root.children[0]?.children[0] === article).toBe(true);
  await page.hear({ sessions: [{ organization: { ...GLOBEX, id: 'org_other' }, session: USABLE }] });
  expect(page.root.tags).toEqual(['div', 'article', 'p']);
  expect(page.root.children[0]?.children[0] === article).toBe(false);
});

test('another user who signs in after a loss gets children of their own, and the same user does not', async () => {
  const page = current();
  const { keyring } = new ListedKeyring(page);
  const hear = (session: SessionState) => page.hear({ sessions: [{ organization: GLOBEX, session }] });
  const shown = () => page.root.children[0]?.children[0];
  const lost: SessionState = { status: 'needs-authorization', reason: 'revoked', user: null };
  await hear(USABLE);
  await page.render(guarded(keyring));
  const article = shown();
  await hear(lost);
  await hear({ ...USABLE, signedInAt: 1 });
  expect(shown() === article).toBe(true);
  await hear(lost);
  expect(shown() === article).toBe(true);
  await hear({ ...USABLE, user: { ...USABLE.user, id: 'user_grace' } });
  expect(page.root.tags).toEqual(['div', 'article', 'p']);
  expect(shown() === article).toBe(false);
});

test('in Strict Mode one guard is left, and none once its component is gone', async () => {
  const page = current();
  const listed = new ListedKeyring(page);
  await page.hear({ sessions: [{ organization: GLOBEX, session: USABLE }] });
  await page.render(createElement(StrictMode, null, guarded(listed.keyring)));
  expect([listed.guards, page.root.tags]).toEqual([1, ['div', 'article', 'p']]);
  // While it is hidden too.
  const { promise } = deferred();
  await page.render(createElement(StrictMode, null, guarded(listed.keyring, promise)));
  expect(listed.guards).toBe(1);
  await page.close();
  expect(listed.guards).toBe(0);
});
