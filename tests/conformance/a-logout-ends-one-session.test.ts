import { expect, test } from 'vitest';
import { APP, localAuthKit } from './local-authkit.ts';
import { authorizePath, refresh, signIn } from './oauth-client.ts';
import { expectDocumentedJson } from './openapi.ts';
import type { TestBrowser } from './test-browser.ts';

const kit = localAuthKit();

function logoutPath(sid: unknown, returnTo: string | undefined = `${APP}/`): string {
  const query = new URLSearchParams({ session_id: String(sid), ...(returnTo && { return_to: returnTo }) });
  return `/user_management/sessions/logout?${query}`;
}

const isSilent = async (browser: TestBrowser) =>
  (await browser.navigate(authorizePath({ organization_id: 'org_acme' }))).location !== null;

async function twoSessions() {
  const browser = kit.browser();
  const acme = await signIn(kit, 'org_acme', { browser });
  const globex = await signIn(kit, 'org_globex', { browser });
  return { browser, acme, globex };
}

test('the session named, and no other', async () => {
  const { browser, acme, globex } = await twoSessions();
  const { status, location } = await browser.navigate(logoutPath(acme.claims.sid));
  expect([status, location?.href]).toEqual([302, `${APP}/`]);
  expect((await refresh(kit, acme.refreshToken)).body).toEqual({
    error: 'invalid_grant',
    error_description: 'Session has already ended.',
  });
  expect((await refresh(kit, globex.refreshToken)).status).toBe(200);
});

test('a navigation signs out of AuthKit too', async () => {
  const { browser, acme } = await twoSessions();
  const stolen = new Map(browser.cookies);
  await browser.navigate(logoutPath(acme.claims.sid));
  expect(browser.cookies.size).toBe(0);
  expect(await isSilent(browser)).toBe(false);

  for (const [name, value] of stolen) browser.cookies.set(name, value);
  expect(await isSilent(browser)).toBe(false);
});

test('a fetch ends the session and does not change the browser session', async () => {
  const { browser, acme } = await twoSessions();
  const { headers } = await browser.navigate(logoutPath(acme.claims.sid), { 'Sec-Fetch-Dest': 'empty' });
  expect(headers.getSetCookie()).toEqual([]);
  expect((await refresh(kit, acme.refreshToken)).body.error).toBe('invalid_grant');
  expect(await isSilent(browser)).toBe(true);
});

test('a session of another browser session: the cookie here goes, and that browser is signed out', async () => {
  const { browser } = await twoSessions();
  const cookies = new Map(browser.cookies);
  const other = kit.browser();
  const elsewhere = await signIn(kit, 'org_acme', { browser: other, email: 'grace@example.com' });
  await browser.navigate(logoutPath(elsewhere.claims.sid));
  expect((await refresh(kit, elsewhere.refreshToken)).body.error).toBe('invalid_grant');
  expect(browser.cookies.size).toBe(0);
  expect(await isSilent(other)).toBe(false);

  for (const [name, value] of cookies) browser.cookies.set(name, value);
  expect(await isSilent(browser)).toBe(true);
});

test.each(['https://evil.example/', APP, `${APP}/more`, `${APP}/?x=1`, 'javascript:alert(1)'])(
  'return_to %s is refused before anything ends',
  async (returnTo) => {
    const { browser, acme } = await twoSessions();
    const answer = await browser.navigate(logoutPath(acme.claims.sid, returnTo));
    expect([answer.status, answer.location]).toEqual([422, null]);
    expectDocumentedJson('logout', 422, JSON.parse(answer.html));
    expect((await refresh(kit, acme.refreshToken)).status).toBe(200);
  },
);

test('without return_to there is a page', async () => {
  const { browser, acme } = await twoSessions();
  const page = await browser.navigate(logoutPath(acme.claims.sid, ''));
  expect([page.status, page.heading]).toEqual([200, 'You are signed out']);
});

test('without return_to it redirects as the dashboard says, after the session has ended', async () => {
  const { browser, acme } = await twoSessions();
  await kit.control('settings', { signOutRedirect: 'https://www.example.com/' });
  const answer = await browser.navigate(logoutPath(acme.claims.sid, ''));
  expect(answer.location?.href).toBe('https://www.example.com/');
  expect((await refresh(kit, acme.refreshToken)).body.error).toBe('invalid_grant');
});

test('signing out twice leads to the same place', async () => {
  const { browser, acme } = await twoSessions();
  await browser.navigate(logoutPath(acme.claims.sid));
  expect((await browser.navigate(logoutPath(acme.claims.sid))).location?.href).toBe(`${APP}/`);
});

test('without a session_id it is no request', async () => {
  const answer = await kit.browser().navigate('/user_management/sessions/logout');
  expect(answer.status).toBe(422);
  expectDocumentedJson('logout', 422, JSON.parse(answer.html));
});
