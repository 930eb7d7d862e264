import type { BrowserContext, Page } from '@playwright/test';
import {
  addNote,
  emailField,
  expectOrganization,
  expectVisible,
  heading,
  signIn,
  signInButton,
  submitEmail,
} from '../support/app.ts';
import type { AuthKitControl } from '../support/authkit-control.ts';
import { organizationOf } from '../support/calls.ts';
import { emptySessions } from '../support/keyring-database.ts';
import { ACME, ADA, GLOBEX, type KnownOrganization, ORG_05 } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

const ORG_06: KnownOrganization = { id: 'org_06', slug: 'org-06', name: 'Org 06', note: 'Kick-off' };
const ORGANIZATIONS = [GLOBEX, ORG_05, ORG_06, ACME];
const TABS_EACH = 5;

/** Opens {@link TABS_EACH} tabs on each organization; Acme's access tokens live for `acmeTtl` seconds. */
async function openTabs(
  context: BrowserContext,
  authKit: AuthKitControl,
  acmeTtl: number,
): Promise<ReadonlyMap<KnownOrganization, readonly [Page, ...Page[]]>> {
  const tabs = new Map<KnownOrganization, readonly [Page, ...Page[]]>();
  for (const organization of ORGANIZATIONS) {
    if (organization === ACME) await authKit.changeSettings({ accessTokenTtl: acmeTtl });
    const first = await open(context, organization);
    // The first tab has signed in, so the others open at the same time.
    const rest = await Promise.all(Array.from({ length: TABS_EACH - 1 }, () => open(context, organization)));
    tabs.set(organization, [first, ...rest]);
  }
  return tabs;
}

async function open(context: BrowserContext, organization: KnownOrganization): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`/${organization.slug}/`);
  await expectVisible(heading(page, organization).or(emailField(page)));
  if (await emailField(page).isVisible()) await submitEmail(page, ADA.email);
  await expectVisible(heading(page, organization));
  await expectVisible(page.getByRole('list', { name: 'Notes' }));
  return page;
}

function of(
  tabs: ReadonlyMap<KnownOrganization, readonly [Page, ...Page[]]>,
  organization: KnownOrganization,
): readonly [Page, ...Page[]] {
  const found = tabs.get(organization);
  if (found === undefined) throw new Error(`No tab is on ${organization.name}.`);
  return found;
}

/** Notes when the notes leave the page, on the clock that all tabs share. */
const watchNotes = (page: Page) =>
  page.evaluate(() => {
    const root = document.documentElement;
    new MutationObserver(() => {
      if (document.querySelector('.notes') === null) root.dataset.goneAt ??= String(Date.now());
    }).observe(root, { childList: true, subtree: true });
  });

/** Counts what changes in the page's content; words that follow the clock change by themselves. */
const watchChanges = (page: Page) =>
  page.evaluate(() => {
    const root = document.documentElement;
    root.dataset.changes = '0';
    new MutationObserver((records) => {
      const changes = records.filter(
        ({ target }) => (target instanceof Element ? target : target.parentElement)?.closest('time') === null,
      );
      root.dataset.changes = String(Number(root.dataset.changes) + changes.length);
    }).observe(document.querySelector('main') ?? root, {
      childList: true,
      subtree: true,
      characterData: true,
      attributes: true,
    });
  });

const read = (page: Page, key: string) =>
  page.evaluate((name) => document.documentElement.dataset[name] ?? '', key);

test.describe.configure({ timeout: 180_000 });

test('with 20 tabs on 4 organizations a sign-out clears every tab of its organization and no other', {
  tag: '@long',
}, async ({ context, authKit }) => {
  const tabs = await openTabs(context, authKit, 300);
  const own = of(tabs, ACME);
  const others = [GLOBEX, ORG_05, ORG_06].flatMap((organization) => of(tabs, organization));
  const [clicked] = own;
  await clicked.goto('/acme/settings');
  const watched = own.slice(1);
  for (const page of watched) await watchNotes(page);
  // The last that a page shows after its notes.
  for (const page of others) await expectVisible(page.getByText('Only you are here.'));
  for (const page of others) await watchChanges(page);
  const before = await authKit.oauthRequests();

  const button = clicked.getByRole('button', { name: 'Sign out of Acme', exact: true });
  const clickedAt = await button.evaluate((element) => {
    if (!(element instanceof HTMLButtonElement)) throw new Error('Not a button.');
    const at = Date.now();
    element.click();
    return at;
  });
  for (const page of own) {
    await expect(signInButton(page, ACME)).toBeVisible();
    await expect(heading(page, ACME)).toHaveCount(0);
    await expect(page.getByText(ACME.note)).toHaveCount(0);
    await expect(page.getByLabel('New note')).toHaveCount(0);
    await expect(page).not.toHaveTitle(/^Acme\b/);
  }
  const goneAt = await Promise.all(watched.map(async (page) => Number(await read(page, 'goneAt'))));
  const latencies = goneAt.map((at) => at - clickedAt);
  expect(latencies.every((latency) => latency >= 0)).toBe(true);
  console.log(`sign-out to nothing left, slowest of ${watched.length} tabs: ${Math.max(...latencies)} ms`);

  for (const page of others) expect(await read(page, 'changes')).toBe('0');
  expect(await authKit.oauthRequests()).toEqual(before);
  for (const organization of [GLOBEX, ORG_05, ORG_06]) {
    expect(await organizationOf(of(tabs, organization)[0])).toBe(organization.slug);
  }
});

test('with 20 tabs on 4 organizations a lost session causes one sign-in, and all its tabs recover', {
  tag: '@long',
}, async ({ context, authKit }) => {
  const tabs = await openTabs(context, authKit, 4);
  const own = of(tabs, ACME);
  for (const [at, page] of own.entries()) await page.getByLabel('New note').fill(`typed in tab ${at}`);
  await authKit.revokeSession({ user: ADA.id, organization: ACME.id });
  const before = (await authKit.log()).length;
  const [clicked] = own;
  await expect.poll(() => organizationOf(clicked)).toBe('401');
  for (const page of own) await expect(page.getByRole('alert')).toContainText('Acme');

  const [popup] = await Promise.all([context.waitForEvent('page'), signInButton(clicked, ACME).click()]);
  for (const [at, page] of own.entries()) {
    await expect(page.getByRole('alert')).toHaveCount(0);
    await expect(heading(page, ACME)).toBeVisible();
    await expect(page.getByLabel('New note')).toHaveValue(`typed in tab ${at}`);
    expect(await organizationOf(page)).toBe(ACME.slug);
  }
  await expect.poll(() => popup.isClosed()).toBe(true);
  const asked = (await authKit.log()).slice(before).filter(({ kind }) => kind === 'authorize');
  expect(asked.map(({ organization }) => organization)).toEqual([ACME.id]);
  for (const organization of [GLOBEX, ORG_05, ORG_06]) {
    for (const page of of(tabs, organization)) await expect(page.getByRole('alert')).toHaveCount(0);
    expect(await organizationOf(of(tabs, organization)[0])).toBe(organization.slug);
  }
});

test('R49: with 20 tabs on 4 organizations a webhook clears every tab of its organization, and the tabs say why', {
  tag: '@long',
}, async ({ context, server, authKit }) => {
  await authKit.changeSettings({ webhookUrl: `${server.origin}/api/webhooks/workos` });
  const tabs = await openTabs(context, authKit, 300);
  const own = of(tabs, ACME);
  const [first] = own;
  await first.getByLabel('New note').fill('typed before the end');
  // Hints arrive with the notes: a note from another tab shows that the stream is open.
  const author = own[1] ?? first;
  await addNote(author, 'The stream is open');
  for (const page of own) await expect(page.getByText('The stream is open').first()).toBeVisible();
  // A note stays in its field until the API has confirmed it. An unsent one would stay in the list of its author.
  await expect(author.getByLabel('New note')).toHaveValue('');

  await authKit.setMembership({ user: ADA.id, organization: ACME.id, status: 'inactive' });
  for (const page of own) {
    await expect(page.getByRole('alert')).toContainText('Acme');
    await expect(heading(page, ACME)).toHaveCount(0);
    await expect(page.getByRole('list', { name: 'Notes' })).toHaveCount(0);
    await expect(page.getByText(ACME.note)).toHaveCount(0);
    await expect(page).not.toHaveTitle(/^Acme\b/);
  }
  // Text that the user has not sent is their own.
  await expect(first.getByLabel('New note')).toHaveValue('typed before the end');
  for (const organization of [GLOBEX, ORG_05, ORG_06]) {
    for (const page of of(tabs, organization)) {
      await expect(page.getByRole('alert')).toHaveCount(0);
      await expect(page.getByRole('list', { name: 'Notes' })).toBeVisible();
    }
    expect(await organizationOf(of(tabs, organization)[0])).toBe(organization.slug);
  }
});

/** Says that this page is out of sight, until `look` is called in it. */
const hide = (page: Page) =>
  page.addInitScript(() => {
    // Firefox runs this in the blank page too, which has no storage.
    if (!isSecureContext) return;
    let state: DocumentVisibilityState = sessionStorage.getItem('looked-at') === null ? 'hidden' : 'visible';
    Object.defineProperty(document, 'visibilityState', { get: () => state });
    addEventListener('look', () => {
      state = 'visible';
      sessionStorage.setItem('looked-at', '');
      document.dispatchEvent(new Event('visibilitychange'));
    });
  });

test('a hidden tab starts no login; it continues when it becomes visible or when another tab has signed in', {
  tag: '@long',
}, async ({ page, context, authKit }) => {
  const hidden = await context.newPage();
  await hide(hidden);
  await hidden.goto('/globex/');
  await expect(hidden.getByRole('button', { name: 'Sign in here' })).toBeVisible();
  const sids = async () => (await authKit.startedSids()).length;
  expect(await authKit.oauthRequests()).toEqual([]);

  await signIn(page, GLOBEX);
  await expectOrganization(hidden, GLOBEX);
  expect(await sids()).toBe(1);

  // Nothing on this device opens the next one, and AuthKit still knows the user.
  await emptySessions(page);
  await hidden.goto(`/${ORG_05.slug}/`);
  await expect(hidden.getByRole('button', { name: 'Sign in here' })).toBeVisible();
  expect(await sids()).toBe(1);
  await hidden.evaluate(() => dispatchEvent(new Event('look')));
  await expectOrganization(hidden, ORG_05);
  expect(await sids()).toBe(2);
});
