import { heading, signIn } from '../support/app.ts';
import { startAppServer } from '../support/app-server.ts';
import { setOffline } from '../support/offline.ts';
import { ACME } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

/** What follows a path, and looks like a file or like a path of the server. */
const SUFFIXES = [
  '?q=v1.2',
  '?email=a@b.c',
  '?file=report.pdf',
  '?next=/api/me',
  '?next=/acme/notes.html&q=1',
  '?to=https://example.com/index.html',
  '?.',
  '?q=v1.2#section-1.2',
  '#v1.2',
  '?q=%2E',
];

// They open many pages, one after the other.
test.setTimeout(240_000);

test('field report 5: a page opens offline with any query and fragment', { tag: '@long' }, async ({
  page,
  context,
}) => {
  await signIn(page, ACME);
  await setOffline(context, true);
  for (const path of ['/acme/', '/acme/settings']) {
    for (const suffix of SUFFIXES) {
      await page.goto(path + suffix);
      await expect(page.locator('main'), path + suffix).toBeVisible();
      expect(new URL(page.url()).pathname).toBe(path);
    }
  }
  await page.goto('/acme/?q=v1.2');
  await expect(heading(page, ACME)).toBeVisible();
  for (const path of ['/?q=v1.2', '/sessions?q=v1.2', '/auth/error?reason=a.b']) {
    expect((await page.goto(path))?.status(), path).toBe(200);
    await expect(page.locator('main'), path).toBeVisible();
  }
});

test('field report 5: the worker and the server agree on which paths are pages', { tag: '@long' }, async ({
  page,
  context,
  request,
}) => {
  await signIn(page, ACME);
  const paths = [
    '/acme',
    '/acme/notes/',
    '/acme/v1.2',
    '/acme/v1%2E2',
    '/acme/v1.2/',
    '/acme/v1.2/notes?q=v1.2',
    '/v1.2/notes',
    '/acme/none.js',
    '/assets/none',
    '/auth/error',
    '/auth/errors',
    '/auth/callbacks',
    '/auth/jwks/none',
    '/apis',
    '/manifest',
    '/manifests',
    '/manifest/none',
  ];
  const online = new Map<string, boolean>();
  for (const path of paths) {
    const response = await request.get(path);
    online.set(path, response.ok() && (response.headers()['content-type'] ?? '').startsWith('text/html'));
  }
  expect(new Set(online.values())).toEqual(new Set([true, false]));
  await setOffline(context, true);
  for (const [path, isPage] of online) {
    // The browser's own error page would interrupt the next navigation.
    const opened = await context.newPage();
    const isOpen = await opened.goto(path).then(
      (response) => response?.status() === 200,
      () => false,
    );
    await opened.close();
    expect([path, isOpen]).toEqual([path, isPage]);
  }
});

test('field report 5: the development server finds its own paths by the path, not by the query', {
  tag: '@long',
}, async ({ request }) => {
  const development = await startAppServer({}, 'development');
  try {
    const typeOf = async (path: string): Promise<string> =>
      (await request.get(development.origin + path, { headers: { Accept: 'text/html' } })).headers()[
        'content-type'
      ] ?? '';
    expect(await typeOf('/api?next=/acme/')).toContain('application/problem+json');
    expect(await typeOf('/auth/jwks?v=1.2')).toContain('application/json');
    expect(await typeOf('/acme/?next=/api/me')).toContain('text/html');
    expect(await typeOf('/auth/callbacks')).toContain('text/html');
  } finally {
    await development.stop();
  }
});
