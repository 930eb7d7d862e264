import { describe, expect, test, vi } from 'vitest';
import { getClaims } from '../../../src/authkit/get-claims.ts';
import { TabOrganization } from '../../../src/client/index.ts';
import { KeyringError } from '../../../src/protocol/errors.ts';
import { parseOrganizationSlug } from '../../../src/protocol/organization-slug.ts';
import type { SessionStatus } from '../../../src/protocol/session-status.ts';
import { AuthKitPage, isolateTabs, sessionFromNow } from '../support/authkit-page.ts';
import { GLOBEX } from '../support/guarded-page.ts';
import { MapStorage } from '../support/map-storage.ts';

isolateTabs();

const acmeSlug = parseOrganizationSlug('acme');
if (acmeSlug === undefined) throw new Error('That is a slug.');
const ACME = { id: 'org_acme', slug: acmeSlug, name: 'Acme' };

/** A tab at an address that names no organization, with sessions for two. */
function open(tab: MapStorage): Promise<AuthKitPage> {
  return AuthKitPage.openTab(tab, [
    { organization: ACME, session: sessionFromNow({ signedInAt: 1 }) },
    // Without a choice a tab begins with the latest sign-in.
    { organization: GLOBEX, session: sessionFromNow({ signedInAt: 2 }) },
  ]);
}

async function organizationOf({ client }: AuthKitPage): Promise<string | undefined> {
  return getClaims(await client.getAccessToken()).org_id;
}

test('a restored or duplicated tab works in its own organization, and a new one in the last', async () => {
  const first = new MapStorage();
  const globex = await open(first);
  await globex.client.switchToOrganization({ organizationId: GLOBEX.id });
  expect(await organizationOf(globex)).toBe(GLOBEX.id);
  const acme = await open(new MapStorage());
  await acme.client.switchToOrganization({ organizationId: ACME.id });
  expect(await organizationOf(acme)).toBe(ACME.id);

  // The browser restores the storage of a tab, and copies it for a duplicate.
  const duplicate = new MapStorage(first);
  expect(await organizationOf(await open(first))).toBe(GLOBEX.id);
  expect(await organizationOf(await open(duplicate))).toBe(GLOBEX.id);
  expect(await organizationOf(await open(new MapStorage()))).toBe(ACME.id);
});

test('after a sign-out everywhere the browser does not say where its user was', async () => {
  const page = await open(new MapStorage());
  expect(localStorage.length).toBe(1);
  page.hearAll([]);
  expect(localStorage.length).toBe(0);
});

test('while the URL is looked up, the tab is in no organization, and asks once', async () => {
  const acme = { organization: ACME, session: sessionFromNow({ signedInAt: 1 }) };
  const onRefreshFailure = vi.fn();
  const page = await AuthKitPage.openTab(new MapStorage(), [acme], { onRefreshFailure });
  page.openedUnheard = { organization: GLOBEX, session: { status: 'absent' } };
  const tab = new TabOrganization(page.keyring);
  page.asked.length = 0;
  location.pathname = '/globex/';
  history.pushState(null, '', '/globex/');
  page.hearAll([{ ...acme, session: sessionFromNow({ signedInAt: 1, role: 'admin' }) }]);
  expect(tab.getStatus()).toBeUndefined();
  expect(onRefreshFailure).not.toHaveBeenCalled();
  await tab.ready();
  expect(tab.getStatus()?.organization.id).toBe(GLOBEX.id);
  // One of this tab, and one of the client.
  expect(page.asked).toEqual(['open globex', 'open globex']);
});

test('a URL whose look-up failed without a network is looked up again when it is back', async () => {
  const acme = { organization: ACME, session: sessionFromNow({ signedInAt: 1 }) };
  const page = await AuthKitPage.openTab(new MapStorage(), [acme]);
  const browser = new EventTarget();
  vi.stubGlobal('addEventListener', browser.addEventListener.bind(browser));
  location.pathname = '/globex/';
  let isOffline = true;
  const openOrganization = vi.fn(async (): Promise<SessionStatus> => {
    if (isOffline) throw new KeyringError('offline', 'No network.');
    return { organization: GLOBEX, session: { status: 'absent' } };
  });
  const tab = new TabOrganization({ ...page.keyring, openOrganization });
  await tab.ready();
  // The URL counts, so the tab is not in Acme.
  expect(tab.getStatus()).toBeUndefined();
  browser.dispatchEvent(new Event('online'));
  await vi.waitFor(() => expect(openOrganization).toHaveBeenCalledTimes(2));
  expect(tab.getStatus()).toBeUndefined();

  isOffline = false;
  browser.dispatchEvent(new Event('online'));
  await vi.waitFor(() => expect(tab.getStatus()?.organization.id).toBe(GLOBEX.id));
  browser.dispatchEvent(new Event('online'));
  expect(openOrganization).toHaveBeenCalledTimes(3);
  tab.dispose();
});

describe('a tab that chooses an organization before its snapshot has the session', () => {
  const acme = { organization: ACME, session: sessionFromNow({ signedInAt: 1 }) };
  const globex = { organization: GLOBEX, session: sessionFromNow({ signedInAt: 2 }) };

  test('works in it at once, and after the snapshot has it', async () => {
    const tab = new MapStorage();
    const page = await AuthKitPage.openTab(tab, [acme]);
    page.openedUnheard = globex;
    await page.client.switchToOrganization({ organizationId: GLOBEX.id });
    expect(await organizationOf(page)).toBe(GLOBEX.id);
    // A message that was sent before.
    page.hearAll([{ ...acme, session: sessionFromNow({ signedInAt: 1, role: 'admin' }) }]);
    expect(await organizationOf(page)).toBe(GLOBEX.id);
    page.hearAll([acme, globex]);
    expect(await organizationOf(page)).toBe(GLOBEX.id);
    // What was opened is forgotten: the sessions that the worker tells of are all that there are.
    page.hearAll([acme]);
    expect(await organizationOf(page)).toBe(ACME.id);
  });

  test('works in it also while the snapshot has its earlier state', async () => {
    const lost = {
      organization: GLOBEX,
      session: { status: 'needs-authorization', reason: 'expired', user: globex.session.user } as const,
    };
    const onRefreshFailure = vi.fn();
    const page = await AuthKitPage.openTab(new MapStorage(), [acme, lost], { onRefreshFailure });
    page.openedUnheard = globex;
    await page.client.switchToOrganization({ organizationId: GLOBEX.id });
    expect(await organizationOf(page)).toBe(GLOBEX.id);
    page.hearAll([{ ...acme, session: sessionFromNow({ signedInAt: 1, role: 'admin' }) }, lost]);
    expect(await organizationOf(page)).toBe(GLOBEX.id);
    expect(onRefreshFailure).not.toHaveBeenCalled();
    // What the worker tells of the session later is newer than the choice.
    page.hearAll([acme, { ...lost, session: { ...lost.session, reason: 'revoked' } }]);
    expect(onRefreshFailure).toHaveBeenCalledTimes(1);
  });

  test('does not stay in one whose URL it has left, and that has no session', async () => {
    const page = await AuthKitPage.openTab(new MapStorage(), [acme]);
    page.openedUnheard = { organization: GLOBEX, session: { status: 'absent' } };
    location.pathname = '/globex/';
    const tab = new TabOrganization(page.keyring);
    await tab.ready();
    expect(tab.getStatus()?.organization.id).toBe(GLOBEX.id);
    location.pathname = '/';
    page.hearAll([{ ...acme, session: sessionFromNow({ signedInAt: 1, role: 'admin' }) }]);
    expect(tab.getStatus()?.organization.id).toBe(ACME.id);
  });

  test('with a slug alone, changes with the snapshot', async () => {
    const page = await AuthKitPage.openTab(new MapStorage(), [acme]);
    const tab = new TabOrganization(page.keyring);
    tab.choose(GLOBEX.slug);
    expect(tab.getStatus()?.organization.id).toBe(ACME.id);
    page.hearAll([acme, globex]);
    expect(tab.getStatus()?.organization.id).toBe(GLOBEX.id);
    page.hearAll([]);
    expect(tab.getStatus()).toBeUndefined();
  });
});

test('a sign-out everywhere ends a session that the tab had opened itself', async () => {
  const acme = { organization: ACME, session: sessionFromNow({ signedInAt: 1 }) };
  const page = await AuthKitPage.openTab(new MapStorage(), [acme]);
  const globex = { organization: GLOBEX, session: sessionFromNow({ signedInAt: 2 }) };
  page.openedUnheard = globex;
  location.pathname = '/globex/';
  const tab = new TabOrganization(page.keyring);
  await tab.ready();
  expect(tab.getStatus()).toBe(globex);
  page.hearAll([acme, globex]);
  page.hearAll([]);
  expect(tab.getStatus()).toBeUndefined();
});
