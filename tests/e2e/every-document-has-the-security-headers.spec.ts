import type { Page, Response } from '@playwright/test';
import { signIn } from '../support/app.ts';
import { setOffline } from '../support/offline.ts';
import { ACME } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

const DOCUMENTS = [
  '/',
  '/acme/',
  '/acme/settings',
  '/sessions',
  '/nowhere/',
  '/ACME/',
  '/auth/callback',
  '/auth/callback?code=x&state=y',
  '/auth/error',
  '/auth/finished',
  '/assets/none.js',
  '/manifest.webmanifest',
];

/** Responses that are not pages, but documents if a user opens them. */
const FILES = [
  '/index.html',
  '/none.html',
  '/favicon.svg',
  '/app.webmanifest',
  '/manifest/acme.webmanifest',
  '/auth/jwks',
  '/api/me',
  '/api/orgs/acme',
];

/** `saved`: this browser makes a download of it, and so no document. */
async function openAsDocument(page: Page, path: string): Promise<Response | null | 'saved'> {
  const answered = page.waitForResponse((response) => new URL(response.url()).pathname === path);
  try {
    await page.goto(path);
  } catch (error) {
    if (String(error).includes('Download is starting')) return 'saved';
    // Firefox shows its own page for the error, and reports that the navigation failed.
    if (!String(error).includes('NS_ERROR_NET_ERROR_RESPONSE')) throw error;
  }
  return answered;
}

function expectHeaders(path: string, headers: Readonly<Record<string, string>>): void {
  const policy = headers['content-security-policy'] ?? '';
  for (const directive of [
    "default-src 'none'",
    // The page that a callback falls back to has no script, and may run none.
    `script-src '${path.startsWith('/auth/callback') ? 'none' : 'self'}'`,
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ]) {
    expect(policy, path).toContain(directive);
  }
  expect(policy, path).not.toMatch(/unsafe|\*/);
  expect(headers, path).toMatchObject({
    'connection-allowlist': expect.stringMatching(/^\(response-origin "[^)]+\);redirects=allow$/),
    'cross-origin-opener-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  });
  expect(headers['referrer-policy'], path).toMatch(/^(same-origin|no-referrer)$/);
}

test('R44: every document of the origin has the security headers, error pages too', async ({ request }) => {
  for (const path of [...DOCUMENTS, ...FILES]) expectHeaders(path, (await request.get(path)).headers());
});

test('R44: documents that the worker returns keep them', async ({ page, context }) => {
  await signIn(page, ACME);
  // Only the worker can respond now; in Firefox, Playwright cannot tell the source of a response.
  await setOffline(context, true);
  for (const path of ['/', '/acme/', '/sessions', '/nowhere/', '/ACME/']) {
    const response = await page.goto(path);
    expectHeaders(path, response?.headers() ?? {});
  }
  await setOffline(context, false);
});

test('R44: what the worker leaves to the network, opened as a document, has them too', {
  tag: '@long',
}, async ({ page }) => {
  await signIn(page, ACME);
  for (const path of FILES) {
    const response = await openAsDocument(page, path);
    if (response !== 'saved') expectHeaders(path, response?.headers() ?? {});
  }
});

test('R44: the worker script may reach only the APIs and AuthKit', async ({ request, server }) => {
  const policy = (await request.get('/sw.js')).headers()['content-security-policy'] ?? '';
  expect(policy).toContain("default-src 'none'");
  const sources = /connect-src ([^;]+)/.exec(policy)?.[1]?.split(' ') ?? [];
  expect(new Set(sources)).toEqual(
    new Set(["'self'", server.origin, server.otherApiOrigin, server.authKitOrigin]),
  );
});
