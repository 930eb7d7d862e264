import type { Page } from '@playwright/test';
import { emailField, expectOrganization, heading, signIn, signOutEverywhere } from '../support/app.ts';
import { organizationOf } from '../support/calls.ts';
import { CREDENTIALS } from '../support/credentials.ts';
import {
  type Damage,
  damageSession,
  deleteDatabase,
  deleteHeldDatabase,
  fillStorage,
  holdDatabase,
  keepTransactionOpen,
  swapSessions,
} from '../support/keyring-database.ts';
import { ACME, GLOBEX, type KnownOrganization } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';
import { WorkerKiller } from '../support/worker-control.ts';
import { ask } from '../support/worker-messages.ts';

/** Whether the credential, which is a record of its own, opens the organization again: else a silent sign-in does. */
const IS_SHARED = CREDENTIALS === 'shared';

const storageNotice = (page: Page) =>
  page.getByRole('status').filter({ hasText: 'cannot be saved on this device' });

/** Waits until the worker uses the database again, and the notice is gone. */
async function expectStorageAgain(page: Page): Promise<void> {
  // A question makes the worker read the database, and is no navigation: one would cut a silent sign-in short.
  await expect
    .poll(
      async () => {
        await ask(page, 'open-organization', { organizationSlug: ACME.slug }).catch(() => {});
        return storageNotice(page).count();
      },
      { timeout: 30_000 },
    )
    .toBe(0);
}

/** What the API says of a call that names its organization: a slug, or the status of a refusal. */
function answerTo(page: Page, { slug }: KnownOrganization): Promise<string> {
  return page.evaluate(async (named) => {
    const response = await fetch('/api/me', { headers: { 'X-Org-Slug': named } });
    const body: { organization?: { slug: string } } = await response.json();
    return body.organization?.slug ?? `${response.status}`;
  }, slug);
}

test('deleted while open: opened again without a login, and the new sessions outlive the worker', async ({
  page,
  context,
  authKit,
}) => {
  await signIn(page, GLOBEX);
  await signIn(page, ACME);

  expect(await deleteDatabase(page)).toBe('deleted');
  await page.goto('/globex/');
  await expectOrganization(page, GLOBEX);
  await page.goto('/acme/');
  await expectOrganization(page, ACME);
  await expect(storageNotice(page)).toHaveCount(0);

  const { length: before } = await authKit.oauthRequests();
  await (await WorkerKiller.attach(page)).kill();
  expect(await organizationOf(page)).toBe(ACME.slug);
  await page.goto('/globex/');
  await expectOrganization(page, GLOBEX);
  expect(await authKit.oauthRequests()).toHaveLength(before);
  expect((await authKit.log()).filter(({ outcome }) => outcome === 'page')).toEqual([]);
  expect(context.pages()).toHaveLength(1);
});

test('deleted, and the worker stopped: the plain calls of open tabs to another origin go on, each in its organization', {
  tag: '@long',
}, async ({ page, context, server }) => {
  await signIn(page, GLOBEX);
  const other = await context.newPage();
  await signIn(other, ACME);
  expect(await deleteDatabase(other)).toBe('deleted');
  for (const organization of [ACME, GLOBEX]) {
    await page.goto(`/${organization.slug}/`);
    await expectOrganization(page, organization);
  }
  await (await WorkerKiller.attach(page)).kill();
  await expect.poll(() => organizationOf(other)).toBe(ACME.slug);
  // A request to another origin does not say the URL of its page.
  await expect.poll(() => organizationOf(other, server.otherApiOrigin)).toBe(ACME.slug);
  await expect.poll(() => organizationOf(page, server.otherApiOrigin)).toBe(GLOBEX.slug);
});

test('deletion blocked by a page: sessions stay in memory, with a notice until the deletion is over', {
  tag: '@long',
}, async ({ page, context, authKit }) => {
  await signIn(page, ACME);
  const holder = await context.newPage();
  await holder.goto('/acme/nothing-here.txt');
  await holdDatabase(holder);
  const { length: before } = await authKit.oauthRequests();

  await deleteHeldDatabase(holder);
  expect(await organizationOf(page)).toBe(ACME.slug);
  await expect(storageNotice(page)).toBeVisible();
  await expect(heading(page, ACME)).toBeVisible();
  expect(await authKit.oauthRequests()).toHaveLength(before);

  await holder.close();
  await expectStorageAgain(page);
  await page.goto('/acme/');
  await expectOrganization(page, ACME);
  await expect(storageNotice(page)).toHaveCount(0);
  expect(await organizationOf(page)).toBe(ACME.slug);
});

test('R52: a page that keeps a transaction open holds up no sign-in and no sign-out; a notice stays until it ends', {
  tag: '@long',
}, async ({ page, context }) => {
  await signIn(page, GLOBEX);
  await signIn(page, ACME);
  const holder = await context.newPage();
  await holder.goto('/acme/nothing-here.txt');
  await keepTransactionOpen(holder);

  await page.goto('/org-05/');
  await expect(page.getByRole('heading', { level: 1, name: 'Org 05' })).toBeVisible();
  await expect(storageNotice(page)).toBeVisible();
  await page.goto('/sessions');
  await page.getByRole('button', { name: 'Sign out of Globex' }).click();
  await expect(page.getByRole('button', { name: 'Sign out of Globex' })).toHaveCount(0);
  expect(await answerTo(page, GLOBEX)).toBe('401');
  expect(await answerTo(page, ACME)).toBe(ACME.slug);

  await holder.close();
  await expectStorageAgain(page);
  await (await WorkerKiller.attach(page)).kill();
  expect(await answerTo(page, GLOBEX)).toBe('401');
  expect(await answerTo(page, ACME)).toBe(ACME.slug);
});

for (const damage of ['text', 'wrong shape', 'other bytes', 'huge', 'future schema'] satisfies Damage[]) {
  test(`a session's record overwritten (${damage}): that session is restored without a login; the other one is not affected`, {
    tag: '@long',
  }, async ({ page, authKit }) => {
    await signIn(page, GLOBEX);
    await signIn(page, ACME);
    // A page without the app: a late call of the app could begin a refresh that the stop of the worker cuts short.
    await page.goto('/acme/nothing-here.txt');
    const before = (await authKit.oauthRequests()).length;

    await damageSession(page, ACME.id, damage);
    // A running worker uses the session that it has in memory.
    await (await WorkerKiller.attach(page)).kill();
    expect(await organizationOf(page)).toBe(IS_SHARED ? ACME.slug : '401');
    await page.goto('/acme/');
    await expectOrganization(page, ACME);
    await page.goto('/globex/');
    await expectOrganization(page, GLOBEX);

    const caused = (await authKit.oauthRequests()).slice(before);
    expect(caused.map(({ kind, organization, outcome }) => [kind, organization, outcome])).toEqual([
      ...(IS_SHARED ? [] : [['authorize', ACME.id, 'ok']]),
      ['authenticate', ACME.id, 'ok'],
    ]);
  });
}

test('the records of two organizations swapped: neither is used for the other, both are restored without a login', {
  tag: '@long',
}, async ({ page, authKit }) => {
  await signIn(page, GLOBEX);
  await signIn(page, ACME);
  await swapSessions(page, ACME.id, GLOBEX.id);
  await (await WorkerKiller.attach(page)).kill();

  expect(await organizationOf(page)).toBe(IS_SHARED ? ACME.slug : '401');
  await page.goto('/globex/');
  await expectOrganization(page, GLOBEX);
  expect(await organizationOf(page)).toBe(GLOBEX.slug);
  await page.goto('/acme/');
  await expectOrganization(page, ACME);
  expect(await organizationOf(page)).toBe(ACME.slug);
  expect((await authKit.startedSids()).length).toBe(IS_SHARED ? 1 : 4);
  expect((await authKit.log()).filter(({ outcome }) => outcome === 'page')).toEqual([]);
});

test('over quota: sessions go on in memory with a notice; with room again they are saved and the notice goes', {
  tag: '@long',
}, async ({ page, context, server, authKit }) => {
  const session = await context.newCDPSession(page);
  await session.send('Storage.overrideQuotaForOrigin', { origin: server.origin, quotaSize: 8 * 1024 * 1024 });
  await signIn(page, ACME);
  await fillStorage(page);

  await page.goto('/globex/');
  await expect(heading(page, GLOBEX)).toBeVisible();
  await expect(storageNotice(page)).toBeVisible();
  expect(await organizationOf(page)).toBe(GLOBEX.slug);
  expect((await authKit.log()).filter(({ outcome }) => outcome === 'page')).toEqual([]);

  await session.send('Storage.overrideQuotaForOrigin', { origin: server.origin });
  await expect
    .poll(
      async () => {
        await page.goto('/acme/');
        await page.goto('/globex/');
        await expect(heading(page, GLOBEX)).toBeVisible();
        return storageNotice(page).count();
      },
      { timeout: 60_000 },
    )
    .toBe(0);
});

test('over quota: a sign-out everywhere outlives the worker', { tag: '@long' }, async ({
  page,
  context,
  server,
}) => {
  const session = await context.newCDPSession(page);
  await session.send('Storage.overrideQuotaForOrigin', { origin: server.origin, quotaSize: 8 * 1024 * 1024 });
  await signIn(page, ACME);
  await fillStorage(page);
  await page.goto('/sessions');
  await signOutEverywhere(page);
  await (await WorkerKiller.attach(page)).kill();

  await page.goto('/sessions');
  await expect(page.getByText('No sessions on this device')).toBeVisible();
  await page.goto('/acme/');
  await expect(emailField(page)).toBeVisible();
});
