import type { Page } from '@playwright/test';
import {
  emailField,
  expectOrganization,
  followLink,
  heading,
  openSwitcher,
  signIn,
  switcherEntry,
  switchTo,
} from '../support/app.ts';
import { damageCredentials, damageSession } from '../support/keyring-database.ts';
import { TWELVE } from '../support/many-sessions.ts';
import {
  ACME,
  ADA,
  FIVE_OF_ADA,
  GLOBEX,
  INITECH,
  type KnownOrganization,
  ORG_05,
  UMBRELLA,
} from '../support/organizations.ts';
import { expect } from '../support/test.ts';
import { testWithTraffic } from '../support/traffic-test.ts';
import { WorkerStopper } from '../support/worker-control.ts';
import { askAgain } from '../support/worker-messages.ts';

/** The servers run in this process, which also sees the requests of a browser that reports none of its worker. */
const test = testWithTraffic({ CREDENTIALS: 'shared' });

const [, , , ORG_06] = FIVE_OF_ADA;
/** Ada's organizations that need no single sign-on: Acme, Globex, Org 05 to Org 12. */
const PLAIN = TWELVE.filter(({ id }) => id !== INITECH.id && id !== UMBRELLA.id);

/** The user and the organization of the access token that a call was sent with, for each of these organizations. */
const callersOf = (page: Page, slugs: readonly string[]) =>
  page.evaluate(
    (all) =>
      Promise.all(
        all.map(async (slug) => {
          const response = await fetch('/api/me', { headers: { 'X-Org-Slug': slug } });
          const body: { user?: { email: string }; organization?: { slug: string }; code?: string } =
            await response.json();
          if (!response.ok) return `${slug}: ${response.status} ${body.code}`;
          return `${body.user?.email} in ${body.organization?.slug}`;
        }),
      ),
    slugs,
  );

/** Signs in again without a click, as the app does: AuthKit still knows the user. */
async function signInAgain(page: Page, organization: KnownOrganization): Promise<void> {
  const { slug } = organization;
  const { authorizationUrl } = await askAgain(page, 'start-authorization', {
    organizationSlug: slug,
    returnTo: `/${slug}/`,
    trigger: 'requested',
    tab: 'a-tab-of-the-test',
    prompt: null,
    loginHint: null,
    following: [],
  });
  await page.goto(authorizationUrl);
  await expectOrganization(page, organization);
}

test('after one sign-in, twelve organizations open by menu, hover, deep link and list without a redirect', {
  tag: '@long',
}, async ({ page, context, server, authKit, traffic }) => {
  // AuthKit allows ten token requests a minute. A busy machine may need the next minute.
  test.setTimeout(180_000);
  if (ORG_06 === undefined) throw new Error('no fourth organization');
  await signIn(page, ACME);
  traffic.forget();
  const loads: string[] = [];
  context.on('request', (request) => {
    if (request.isNavigationRequest()) loads.push(request.url());
  });

  await switchTo(page, GLOBEX);
  await expectOrganization(page, GLOBEX);

  // The preload opens the organization before the click.
  await openSwitcher(page);
  await switcherEntry(page, ORG_05).hover();
  await expect.poll(() => traffic.organizationsAt('/api/notes')).toContain(ORG_05.id);
  await expect(page).toHaveURL(`/${GLOBEX.slug}/`);
  await switcherEntry(page, ORG_05).click();
  await expectOrganization(page, ORG_05);

  await followLink(page, `/${ORG_06.slug}/`);
  await expect(heading(page, ORG_06)).toBeVisible();

  // No link of the next page is under the pointer: a hover would open its organization.
  await page.mouse.move(0, 0);
  await followLink(page, '/');
  await page.getByRole('button', { name: 'Sign in to all my organizations' }).click();
  const progress = page.getByRole('status').filter({ hasText: `${PLAIN.length} of 11 signed in` });
  await expect(progress).toBeVisible({ timeout: 120_000 });
  expect(loads).toEqual([]);

  // A deep link that was typed loads its own document, and no other.
  const tab = await context.newPage();
  await tab.goto('/org-12/');
  await expect(tab.getByRole('heading', { level: 1, name: 'Org 12', exact: true })).toBeVisible();
  expect(loads).toEqual([`${server.origin}/org-12/`]);

  const slugs = PLAIN.map(({ slug }) => slug);
  expect(await callersOf(page, slugs)).toEqual(slugs.map((slug) => `${ADA.email} in ${slug}`));
  const log = await authKit.log();
  expect(log.filter(({ kind }) => kind === 'authorize').map(({ organization }) => organization)).toEqual([
    ACME.id,
  ]);
  const granted = log.filter(({ grant }) => grant !== undefined);
  expect([new Set(granted.map(({ sid }) => sid)).size, granted.length]).toEqual([1, PLAIN.length]);
  expect(traffic.toApis.filter(({ claims }) => claims === null)).toEqual([]);
  expect(traffic.refused).toEqual([]);

  // The other two ask for more than a credential: single sign-on, and another account.
  await page.goto(`/${INITECH.slug}/`);
  await page.getByRole('button', { name: 'Continue with SSO' }).click();
  await expectOrganization(page, INITECH);
  await page.goto(`/${UMBRELLA.slug}/`);
  await expect(page.getByRole('main')).toContainText(/not a(, or is no longer, a)? member of Umbrella/);
  await page.goto(`/${GLOBEX.slug}/`);
  await expectOrganization(page, GLOBEX);
  expect(await callersOf(page, slugs)).toEqual(slugs.map((slug) => `${ADA.email} in ${slug}`));
});

test('“sign in to all” opens ten organizations in the background within AuthKit’s rate limit, shows its progress, and lists the one with single sign-on', {
  tag: '@long',
}, async ({ page, context, authKit, traffic }) => {
  // Within AuthKit's limit of ten token requests a minute nothing waits. A busy machine may need the next minute.
  test.setTimeout(180_000);
  await signIn(page, ACME);
  // No link of the next page is under the pointer: a hover would open its organization.
  await page.mouse.move(0, 0);
  await page.goto('/');
  const loads: string[] = [];
  context.on('request', (request) => {
    if (request.isNavigationRequest()) loads.push(request.url());
  });
  await page.evaluate(() => {
    const values = new Set<number>();
    Object.assign(window, { progressValues: values });
    const read = () => {
      const progress = document.querySelector('progress');
      if (progress !== null) values.add(progress.value);
    };
    new MutationObserver(read).observe(document.body, { subtree: true, childList: true, attributes: true });
  });
  await page.getByRole('button', { name: 'Sign in to all my organizations' }).click();
  const result = page.getByRole('status').filter({ hasText: `${PLAIN.length} of 11 signed in. The` });
  await expect(result).toBeVisible({ timeout: 120_000 });
  await expect(page.getByRole('timer')).toHaveCount(0);
  await expect(page).toHaveURL('/sessions/sign-in');
  expect(loads).toEqual([]);
  const values = await page.evaluate(() => {
    const { progressValues } = window as unknown as { progressValues: Set<number> };
    return [...progressValues];
  });
  expect(values.filter((value) => value > 1 && value < PLAIN.length)).not.toEqual([]);
  expect(values).toEqual(values.toSorted((a, b) => a - b));
  const left = page.getByRole('listitem').filter({ has: page.getByRole('button') });
  await expect(left).toHaveText(/Initech.*single sign-on/);

  // The pointer over the one with single sign-on sends nothing to AuthKit, however often.
  await page.goto(`/${ACME.slug}/`);
  await expectOrganization(page, ACME);
  traffic.forget();
  await openSwitcher(page);
  for (const organization of [INITECH, GLOBEX, INITECH, ORG_05])
    await switcherEntry(page, organization).hover();
  await expect.poll(() => traffic.organizationsAt('/api/notes')).toContain(ORG_05.id);

  const log = await authKit.log();
  expect(log.filter(({ organization }) => organization === INITECH.id)).toEqual([]);
  expect(log.filter(({ kind }) => kind === 'authorize')).toHaveLength(1);
  const granted = log.filter(({ grant }) => grant !== undefined);
  expect(granted.map(({ organization }) => organization).toSorted()).toEqual(
    PLAIN.map(({ id }) => id).toSorted(),
  );
});

test('a sign-out of one organization leaves the others, and the last one ends AuthKit’s session', {
  tag: '@long',
}, async ({ page, authKit }) => {
  await signIn(page, ACME);
  await switchTo(page, GLOBEX);
  await expectOrganization(page, GLOBEX);
  await page.goto('/sessions');
  const note = page.getByText('your AuthKit session stays alive for the others');
  await expect(note).toBeVisible();
  await page.getByRole('button', { name: 'Sign out of Acme', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Sign out of Acme', exact: true })).toHaveCount(0);
  await expect(note).toHaveCount(0);
  await page.goto(`/${GLOBEX.slug}/`);
  await expectOrganization(page, GLOBEX);
  expect((await authKit.log()).filter(({ kind }) => kind === 'logout')).toEqual([]);
  await page.goto(`/${ACME.slug}/`);
  await expect(page.getByRole('button', { name: 'Sign in to Acme', exact: true })).toBeVisible();
  await page.goto('/sessions');
  await page.getByRole('button', { name: 'Sign out of Globex', exact: true }).click();
  await expect.poll(async () => (await authKit.log()).filter(({ kind }) => kind === 'logout').length).toBe(1);
  await expect(emailField(page)).toHaveCount(0);
});

test('a session whose record is damaged opens again without a redirect; a damaged credential costs one silent sign-in', async ({
  page,
  authKit,
}) => {
  const slugs = [ACME.slug, GLOBEX.slug];
  const callers = slugs.map((slug) => `${ADA.email} in ${slug}`);
  await signIn(page, ACME);
  expect(await callersOf(page, slugs)).toEqual(callers);
  const authorizations = async () => (await authKit.log()).filter(({ kind }) => kind === 'authorize').length;
  const stopper = await WorkerStopper.attach(page);

  await damageSession(page, GLOBEX.id, 'other bytes');
  await stopper.stop();
  expect(await callersOf(page, slugs)).toEqual(callers);
  expect(await authorizations()).toBe(1);

  await damageCredentials(page);
  await stopper.stop();
  await authKit.changeSettings({ clockOffset: 600 });
  // The first calls find out that the credential is gone.
  await callersOf(page, slugs);
  await signInAgain(page, GLOBEX);
  expect(await callersOf(page, slugs)).toEqual(callers);
  expect(await authorizations()).toBe(2);
});

test('if AuthKit ends the session, one silent sign-in restores every organization on it', async ({
  page,
  authKit,
}) => {
  const slugs = [ACME.slug, GLOBEX.slug, ORG_05.slug];
  const callers = slugs.map((slug) => `${ADA.email} in ${slug}`);
  await signIn(page, ACME);
  expect(await callersOf(page, slugs)).toEqual(callers);

  await authKit.revokeSession({ user: ADA.id, organization: ORG_05.id });
  await authKit.changeSettings({ clockOffset: 600 });
  await callersOf(page, slugs);
  await signInAgain(page, GLOBEX);
  expect(await callersOf(page, slugs)).toEqual(callers);
  const authorized = (await authKit.log()).filter(({ kind }) => kind === 'authorize');
  expect(authorized.map(({ organization }) => organization)).toEqual([ACME.id, GLOBEX.id]);
});
