import { expect, test } from 'vitest';
import { localAuthKit } from './local-authkit.ts';
import { authorize, authorizePath, exchangeCode } from './oauth-client.ts';

const kit = localAuthKit();

async function signedIn() {
  const browser = kit.browser();
  await authorize(browser, 'org_acme');
  return browser;
}

test('the first authorization shows the sign-in page', async () => {
  const page = await kit.browser().navigate(authorizePath({ organization_id: 'org_acme' }));
  expect([page.status, page.heading, page.buttons]).toEqual([200, 'Sign in', ['Continue']]);
});

test('the next ones redirect straight back, for other organizations too', async () => {
  const browser = await signedIn();
  for (const organization of ['org_acme', 'org_globex', 'org_12']) {
    const { status, location } = await browser.navigate(authorizePath({ organization_id: organization }));
    expect([status, location?.searchParams.has('code')]).toEqual([302, true]);
  }
});

test('the cookie is out of reach of scripts and of other instances', async () => {
  const browser = kit.browser();
  const page = await browser.navigate(authorizePath({ organization_id: 'org_acme' }));
  const cookie = (await browser.submit(page, { email: 'ada@example.com' })).headers.get('Set-Cookie') ?? '';
  expect(cookie).toMatch(/; HttpOnly/);
  expect(cookie).toMatch(/; SameSite=Lax/);
  expect(cookie).toContain(`authkit_session_${new URL(kit.origin).port}=`);
});

test('prompt=login shows the page anyway, and its form is enough', async () => {
  const browser = await signedIn();
  const page = await browser.navigate(authorizePath({ organization_id: 'org_acme', prompt: 'login' }));
  expect(page.heading).toBe('Sign in');
  expect((await browser.submit(page, { email: 'ada@example.com' })).location?.searchParams.has('code')).toBe(
    true,
  );
});

test('max_age=0 shows the page, a larger one only when it is over', async () => {
  const browser = await signedIn();
  const heading = async (maxAge: string) =>
    (await browser.navigate(authorizePath({ organization_id: 'org_acme', max_age: maxAge }))).heading;
  kit.advance(60);
  expect(await heading('0')).toBe('Sign in');
  expect(await heading('61')).toBe('');
  expect(await heading('60')).toBe('Sign in');

  const page = await browser.navigate(authorizePath({ organization_id: 'org_acme', max_age: '0' }));
  const { location } = await browser.submit(page, { email: 'ada@example.com' });
  const answer = await exchangeCode(kit, location ?? new URL('about:blank'));
  expect(answer.claims.auth_time).toBe(Math.floor(kit.now() / 1000));
});

test('login_hint fills in the Email', async () => {
  const page = await kit.browser().navigate(authorizePath({ login_hint: 'grace@example.com' }));
  expect(page.html).toMatch(/<input id="email"[^>]* value="grace@example.com"/);
});

test('a sign-in of another user replaces the browser session', async () => {
  const browser = await signedIn();
  const callback = await authorize(browser, 'org_umbrella', { prompt: 'login', email: 'grace@example.com' });
  expect((await exchangeCode(kit, callback)).claims.sub).toBe('user_grace');
  const silent = await exchangeCode(kit, await authorize(browser, 'org_acme'));
  expect(silent.claims.sub).toBe('user_grace');
});

test('a form left open for ten minutes leads nowhere', async () => {
  const browser = kit.browser();
  const page = await browser.navigate(authorizePath({ organization_id: 'org_acme' }));
  kit.advance(600);
  const late = await browser.submit(page, { email: 'ada@example.com' });
  expect([late.status, late.location]).toEqual([410, null]);
});

test('a form sent twice makes one code', async () => {
  const browser = kit.browser();
  const page = await browser.navigate(authorizePath({ organization_id: 'org_acme' }));
  expect((await browser.submit(page, { email: 'ada@example.com' })).status).toBe(303);
  expect((await browser.submit(page, { email: 'ada@example.com' })).status).toBe(410);
});

test('the URL of a hosted page does not give the session of the user who signed in on it', async () => {
  const [victim, thief] = [kit.browser(), kit.browser()];
  const form = await victim.navigate(authorizePath());
  await victim.submit(form, { email: 'ada@example.com' });
  const action = /action="([^"]+)"/.exec(form.html)?.[1] ?? '';
  const seen = await thief.navigate(action);
  expect([seen.location, seen.heading]).toEqual([null, 'Sign in']);
  expect((await thief.submit(form, { organization: 'org_acme' })).heading).toBe('Sign in');
});
