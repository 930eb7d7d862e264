import { resolve } from 'node:path';
import type { Page } from '@playwright/test';
import type * as AuthKitJs from '@workos-inc/authkit-js';
import { build } from 'vite';
import { submitEmail } from '../support/app.ts';
import { expect, test } from '../support/attack-test.ts';
import { ACME, ADA, GLOBEX } from '../support/organizations.ts';

declare global {
  interface Window {
    createClient: typeof AuthKitJs.createClient;
    getClaims: typeof AuthKitJs.getClaims;
    client: Awaited<ReturnType<typeof AuthKitJs.createClient>>;
  }
}

// Another app of the same WorkOS environment: its page is the empty one at the redirect URI, under no policy of ours.
test.use({ weakness: 'policy' });

test('a client that we did not write signs in, refreshes and switches organization', async ({
  page,
  server,
  authKit,
}) => {
  await loadAuthKitJs(page);
  await page.goto('/auth/callback');
  await createClient(page, server.port + 1, server.origin);
  await page.evaluate((organizationId) => window.client.signIn({ organizationId }), ACME.id);
  await submitEmail(page, ADA.email);

  await page.waitForURL('**/auth/callback*');
  await createClient(page, server.port + 1, server.origin);
  expect(await page.evaluate(() => window.client.getUser()?.email)).toBe(ADA.email);
  expect(await organizationOf(page)).toBe(ACME.id);

  const before = await page.evaluate(() => window.client.getAccessToken());
  const after = await page.evaluate(() => window.client.getAccessToken({ forceRefresh: true }));
  expect(after).not.toBe(before);

  await page.evaluate((organizationId) => window.client.switchToOrganization({ organizationId }), GLOBEX.id);
  expect(await organizationOf(page)).toBe(GLOBEX.id);

  const refreshes = await authKit.refreshes();
  expect(refreshes.map(({ organization, outcome }) => [organization, outcome])).toEqual([
    [ACME.id, 'ok'],
    [GLOBEX.id, 'ok'],
  ]);
  // One authorization, one chain: what it switched away from is gone, and that is why the keyring keeps one for each.
  expect(new Set(refreshes.map(({ sid }) => sid)).size).toBe(1);
});

/** Puts the library, as published, into every document. */
async function loadAuthKitJs(page: Page): Promise<void> {
  const result = await build({
    configFile: false,
    publicDir: false,
    logLevel: 'silent',
    build: {
      write: false,
      rolldownOptions: {
        input: resolve(import.meta.dirname, '../support/authkit-js-page.ts'),
        output: { format: 'iife' },
      },
    },
  });
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((each) =>
    'output' in each ? each.output : [],
  );
  const script = outputs.find((output) => output.type === 'chunk');
  if (script === undefined) throw new Error('authkit-js was not built');
  await page.addInitScript({ content: script.code });
}

function createClient(page: Page, port: number, origin: string): Promise<void> {
  return page.evaluate(
    async ([authKitPort, redirectUri]) => {
      window.client = await window.createClient('client_local', {
        apiHostname: '127.0.0.1',
        https: false,
        port: authKitPort,
        redirectUri,
        devMode: true,
      });
    },
    [port, `${origin}/auth/callback`] as const,
  );
}

function organizationOf(page: Page): Promise<string | undefined> {
  return page.evaluate(async () => window.getClaims(await window.client.getAccessToken()).org_id);
}
