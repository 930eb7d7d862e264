import type { Page } from '@playwright/test';
import { type Listening, listenOnLoopback } from '../../dev/listen-on-loopback.ts';
import type { BackEnd } from '../../dev/local-back-end.ts';
import { serveApp } from '../../dev/serve-app.ts';
import { addNote, emailField, expectOrganization, submitEmail, switchTo } from '../support/app.ts';
import { startExpress, startNodeHttp } from '../support/hosts/node-hosts.ts';
import { startCloudflarePages, startNetlify, startNginxHost } from '../support/hosts/static-hosts.ts';
import { startCloudflareWorker } from '../support/hosts/workerd.ts';
import { startWithBackEnd } from '../support/in-process-server.ts';
import { ACME, ADA, GLOBEX } from '../support/organizations.ts';
import { test as base, expect } from '../support/test.ts';
import { VAULT_SECRET } from '../support/vault.ts';

/** A host of the reference app, and the vault that a browser gets there. */
interface Host {
  readonly vault: 'sealed' | 'device';
  readonly start: (backEnd: BackEnd, port: number) => Promise<Listening>;
}

const HOSTS: Readonly<Record<string, Host>> = {
  'http of Node': { vault: 'sealed', start: startNodeHttp },
  Express: { vault: 'sealed', start: startExpress },
  'Hono on Node': {
    vault: 'sealed',
    start: (backEnd, port) => listenOnLoopback(serveApp(backEnd, 'dist').fetch, port, backEnd.attachSockets),
  },
  'a Cloudflare Worker': { vault: 'sealed', start: startCloudflareWorker },
  'nginx with static files': { vault: 'device', start: startNginxHost },
  'a model of Netlify': { vault: 'device', start: startNetlify },
  'a model of Cloudflare Pages': { vault: 'device', start: startCloudflarePages },
};

/** The browser tests' `test`, with another host of the app's origin. */
const testOn = ({ vault, start }: Host) =>
  base.extend({
    server: [
      // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from its pattern.
      async ({}, use) => {
        const server = await startWithBackEnd({ VAULT: vault, VAULT_SECRET, CREDENTIALS: 'shared' }, start);
        await use(server);
        await server.stop();
      },
      // A host may be installed first.
      { scope: 'worker', timeout: 300_000 },
    ],
  });

/** The user and the organization of the access token that a call was sent with, as the API has verified it. */
const callerOf = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const response = await fetch('/api/me');
    const me: { user?: { email: string }; organization?: { slug: string } } = await response.json();
    return `${response.status}: ${me.user?.email} in ${me.organization?.slug}`;
  });

/** What only a server can offer: the icons of an organization, and the refusal of other files as workers. */
async function expectServerHalf({ request }: Page, origin: string): Promise<void> {
  const manifest = await request.get(`${origin}/manifest/${ACME.slug}.webmanifest`);
  const { icons }: { icons: readonly { src: string; type: string }[] } = await manifest.json();
  for (const { src, type } of icons) {
    const icon = await request.get(origin + src);
    expect([icon.status(), icon.headers()['content-type']], src).toEqual([200, type]);
  }
  const other = await request.get(`${origin}/favicon.svg`, { headers: { 'Service-Worker': 'script' } });
  expect(other.status()).toBe(403);
}

for (const [name, host] of Object.entries(HOSTS)) {
  testOn(host)(
    `on ${name}, one sign-in opens two organizations, each with its own token, and a switch needs no redirect`,
    {
      tag: '@long',
    },
    async ({ page, context, server, authKit }) => {
      await page.goto(`/${ACME.slug}/`);
      // The first visit of a cold host.
      await expect(emailField(page)).toBeVisible({ timeout: 60_000 });
      await submitEmail(page, ADA.email);
      await expectOrganization(page, ACME);
      expect(await callerOf(page)).toBe(`200: ${ADA.email} in ${ACME.slug}`);
      const loads: string[] = [];
      context.on('request', (request) => {
        if (request.isNavigationRequest()) loads.push(request.url());
      });

      await switchTo(page, GLOBEX);
      await expectOrganization(page, GLOBEX);
      expect(await callerOf(page)).toBe(`200: ${ADA.email} in ${GLOBEX.slug}`);
      const text = `Written on ${name}`;
      await addNote(page, text);
      await expect(page.getByRole('listitem').filter({ hasText: text })).toBeVisible();
      // The event stream and the socket of the API pass through the host too.
      await expect(page.getByText('Only you are here.')).toBeVisible();
      const oauth = await authKit.oauthRequests();
      await switchTo(page, ACME);
      await expectOrganization(page, ACME);
      expect(await callerOf(page)).toBe(`200: ${ADA.email} in ${ACME.slug}`);
      expect(loads).toEqual([]);

      // A page that the server sends, and the page that the worker has cached.
      const response = await page.request.get(`${server.origin}/${GLOBEX.slug}/`);
      expect(response.headers()).toMatchObject({
        'content-type': expect.stringMatching(/^text\/html/),
        'content-security-policy': expect.stringContaining("require-trusted-types-for 'script'"),
      });
      if (host.vault === 'sealed') await expectServerHalf(page, server.origin);
      await page.goto(`/${GLOBEX.slug}/`);
      await expectOrganization(page, GLOBEX);
      await expect(page.getByRole('listitem').filter({ hasText: text })).toBeVisible();
      expect(await authKit.oauthRequests()).toEqual(oauth);
      await page.goto('/sessions');
      await expect(page.locator('[data-vault]')).toHaveAttribute('data-vault', host.vault);
    },
  );
}
