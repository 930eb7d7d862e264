import type { Page } from '@playwright/test';
import type {} from '../apps/react/window.ts';
import { emailField, submitEmail } from '../support/app.ts';
import { ACME, ADA, GLOBEX } from '../support/organizations.ts';
import { startReactAppServer } from '../support/react-app-server.ts';
import { test as base, expect } from '../support/test.ts';

/** Calls of each of four clients in each of two organizations: 1,000 in all in `npm run test:long`. */
const CALLS = Number(process.env.CLIENT_CALLS ?? 20);

const test = base.extend({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern.
    async ({}, use) => {
      const server = await startReactAppServer();
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true });

function switchTo(page: Page, organizationId: string): Promise<void> {
  return page.evaluate(
    (id) => window.reactApp.auth().switchToOrganization({ organizationId: id }),
    organizationId,
  );
}

// Four clients make 500 calls in each of two tabs.
test.setTimeout(300_000);

test('useAuth() signs in, switches without a request, follows roles, and signs out, in two tabs at one address', {
  tag: '@long',
}, async ({ page, context, authKit }) => {
  await page.goto('/react.html');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(emailField(page)).toBeVisible();
  await submitEmail(page, ADA.email);
  await expect(heading(page, ACME.id)).toBeVisible();
  await expect(page).toHaveURL('/react.html');
  await expect(page.getByText('Ada Lovelace: admin')).toBeVisible();
  expect(await page.evaluate(() => window.reactApp.redirected)).toEqual([{ from: 'button' }]);

  // The first switch signs in; AuthKit needs no input.
  await switchTo(page, GLOBEX.id);
  await expect(heading(page, GLOBEX.id)).toBeVisible();
  await expect(page.getByText('Ada Lovelace: member')).toBeVisible();

  // A second tab at the same address works in the other organization, and a reload keeps both.
  const other = await context.newPage();
  await other.goto('/react.html');
  await expect(heading(other, GLOBEX.id)).toBeVisible();
  const before = await authKit.log();
  const requests: string[] = [];
  other.on('request', (request) => requests.push(request.url()));
  await switchTo(other, ACME.id);
  await expect(heading(other, ACME.id)).toBeVisible();
  expect(requests).toEqual([]);
  await other.reload();
  await page.reload();
  await expect(heading(other, ACME.id)).toBeVisible();
  await expect(heading(page, GLOBEX.id)).toBeVisible();
  expect(await authKit.log()).toEqual(before);
  // A reload is no return from a sign-in.
  expect(await page.evaluate(() => window.reactApp.redirected)).toEqual([]);

  // A new tab begins with the organization that was used last, and a duplicated tab keeps its own.
  const fresh = await context.newPage();
  await fresh.goto('/react.html');
  await expect(heading(fresh, ACME.id)).toBeVisible();
  const opened = context.waitForEvent('page');
  // The browser copies the storage of a tab into the window that it opens, as it does for "Duplicate tab".
  await page.evaluate(() => addEventListener('click', () => void open(location.href), { once: true }));
  // Without a click Firefox opens no window.
  await heading(page, GLOBEX.id).click();
  const duplicate = await opened;
  await expect(heading(duplicate, GLOBEX.id)).toBeVisible();
  await duplicate.reload();
  await expect(heading(duplicate, GLOBEX.id)).toBeVisible();
  await fresh.close();
  await duplicate.close();
  expect(await authKit.log()).toEqual(before);

  // Every client is in the organization of its tab.
  const call = (tab: Page) => tab.evaluate((count) => window.reactApp.callWithEachClient(count), CALLS);
  const [inGlobex, inAcme] = await Promise.all([call(page), call(other)]);
  const all = (id: string) =>
    Object.fromEntries(['axios', 'openapi-fetch', 'trpc', 'urql'].map((name) => [name, { [id]: CALLS }]));
  expect(inGlobex).toEqual(all(GLOBEX.id));
  expect(inAcme).toEqual(all(ACME.id));

  // A role at AuthKit is live after a refresh, in the tab of its organization.
  await expect(page.getByRole('button', { name: 'Invite a member' })).toHaveCount(0);
  await authKit.setRole({ user: ADA.email, organization: GLOBEX.id, role: 'admin' });
  await page.evaluate(() => window.reactApp.auth().getAccessToken({ forceRefresh: true }));
  await expect(page.getByText('Ada Lovelace: admin')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Invite a member' })).toBeVisible();
  expect(await page.evaluate(() => window.reactApp.auth().getAccessToken())).toMatch(/^[\w-]+\.[\w-]+\.$/);

  const signUp = await page.evaluate(() =>
    window.reactApp.auth().getSignUpUrl({ invitationToken: 'invitation_1', loginHint: 'new@example.com' }),
  );
  expect(Object.fromEntries(new URL(signUp).searchParams)).toMatchObject({
    screen_hint: 'sign-up',
    invitation_token: 'invitation_1',
    login_hint: 'new@example.com',
  });

  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL((url) => url.pathname === '/');
  await page.goto('/react.html');
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  await other.reload();
  await expect(other.getByRole('button', { name: 'Sign in' })).toBeVisible();
});

test('org-keyring/react guards organizations in Strict Mode, and a lost session keeps what is typed', async ({
  page,
  authKit,
}) => {
  const open = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const text = page.getByLabel('Text');
  await page.goto('/guarded.html?organization=acme');
  await submitEmail(page, ADA.email);
  await expect(heading(page, ACME.name)).toBeVisible();
  await expect(page.getByText('1 sessions, this tab: Acme')).toBeVisible();

  // Another organization is opened without a click, and comes back to this page with its own state.
  await page.goto('/guarded.html?organization=globex');
  await expect(heading(page, GLOBEX.name)).toBeVisible();
  await expect(page.getByText('2 sessions, this tab: ')).toBeVisible();
  await text.fill('for Globex');
  await open('acme');
  await expect(heading(page, ACME.name)).toBeVisible();
  await expect(page.getByText('this tab: Acme')).toBeVisible();
  await expect(text).toHaveValue('');
  await open('nowhere');
  await expect(page.getByText('state: not-found')).toBeVisible();
  await open('acme');
  await expect(heading(page, ACME.name)).toBeVisible();

  await text.fill('not saved yet');
  await authKit.revokeSession({ user: ADA.id, organization: ACME.id });
  await page.getByRole('button', { name: 'Refresh, role: admin' }).click();
  await expect(page.getByRole('alert')).toContainText('Acme: Your session was ended.');
  await expect(text).toHaveValue('not saved yet');
  await page.getByRole('button', { name: 'Sign in to Acme' }).click();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Refresh, role: admin' })).toBeVisible();
  await expect(text).toHaveValue('not saved yet');
});

test('org-keyring/react: a page that comes back from the background is where the user left it', async ({
  page,
}) => {
  await page.goto('/guarded.html?organization=acme');
  await submitEmail(page, ADA.email);
  await expect(heading(page, ACME.name)).toBeVisible();
  await page.getByLabel('Text').focus();
  const wasHidden = await page.evaluate(async () => {
    const tall = new CSSStyleSheet();
    tall.replaceSync('h1 { margin-bottom: 4000px }');
    document.adoptedStyleSheets = [tall];
    scrollTo(0, 700);
    const hidden = new Promise<boolean>((resolve) => {
      new MutationObserver(() => {
        if (document.querySelector('h1')?.getClientRects().length === 0) resolve(scrollY < 700);
      }).observe(document.body, { attributes: true, subtree: true });
    });
    for (const state of ['hidden', 'visible'] as const) {
      Object.defineProperty(document, 'visibilityState', { configurable: true, value: state });
      document.dispatchEvent(new Event('visibilitychange'));
    }
    return hidden;
  });
  // Without its content the page is too short to keep its position by itself.
  expect(wasHidden).toBe(true);
  await expect(heading(page, ACME.name)).toBeVisible();
  expect(await page.evaluate(() => scrollY)).toBe(700);
  await expect(page.getByLabel('Text')).toBeFocused();
});
