import { expect, test } from 'vitest';
import { ORGANIZATIONS } from '../../dev/authkit/people.ts';
import { localAuthKit } from './local-authkit.ts';
import { authorize, authorizePath, exchangeCode, refresh, signIn } from './oauth-client.ts';

const vault = {
  id: 'org_vault',
  slug: 'vault',
  name: 'Vault',
  policy: 'mfa',
  members: [{ userId: 'user_ada', role: 'member' }],
} as const;
const kit = localAuthKit({ organizations: [...ORGANIZATIONS, vault] });

test('single sign-on is one more page, once per browser session', async () => {
  const browser = kit.browser();
  const form = await browser.navigate(authorizePath({ organization_id: 'org_initech' }));
  const sso = await browser.submit(form, { email: 'ada@example.com' });
  expect([sso.location, sso.buttons, sso.heading]).toEqual([null, ['Continue with SSO'], 'Single sign-on']);
  const { location } = await browser.submit(sso, { button: 'Continue with SSO' });
  const answer = await exchangeCode(kit, location ?? new URL('about:blank'));
  expect([answer.body.authentication_method, answer.claims.org_id]).toEqual(['SSO', 'org_initech']);

  const silent = await browser.navigate(authorizePath({ organization_id: 'org_initech' }));
  expect(silent.location?.searchParams.has('code')).toBe(true);
});

test('a session at the identity provider that expires is stated in the tokens, and asked for again', async () => {
  await kit.control('settings', { identityProviderSessionMaxAge: 600 });
  const browser = kit.browser();
  const signInWithSso = async () => {
    const page = await browser.navigate(authorizePath({ organization_id: 'org_initech' }));
    const sso =
      page.heading === 'Single sign-on' ? page : await browser.submit(page, { email: 'ada@example.com' });
    return browser.submit(sso, { button: 'Continue with SSO' });
  };
  const first = await exchangeCode(kit, (await signInWithSso()).location ?? new URL('about:blank'));
  const expiry = Number(first.claims.iat) + 600;
  expect(first.claims.session_expiry).toBe(expiry);
  kit.advance(300);
  const renewed = await refresh(kit, first.refreshToken);
  expect(renewed.claims.session_expiry).toBe(expiry);
  const silent = await exchangeCode(kit, await authorize(browser, 'org_initech'));
  expect(silent.claims.session_expiry).toBe(expiry);
  // The session itself goes on, and a session without single sign-on has no such limit.
  kit.advance(300);
  expect((await refresh(kit, renewed.refreshToken)).status).toBe(200);
  const other = await exchangeCode(kit, await authorize(browser, 'org_acme'));
  expect(other.claims).not.toHaveProperty('session_expiry');
  const again = await exchangeCode(kit, (await signInWithSso()).location ?? new URL('about:blank'));
  expect(again.claims.session_expiry).toBe(expiry + 600);
});

test('a session that has not been through it cannot move there', async () => {
  const { refreshToken } = await signIn(kit, 'org_acme');
  const refused = await refresh(kit, refreshToken, 'org_initech');
  expect([refused.status, refused.body.error]).toEqual([400, 'sso_required']);
  expect(refused.body).toMatchObject({ connection_ids: ['conn_initech'], email: 'ada@example.com' });
});

test('a session that has, can leave and come back', async () => {
  const { refreshToken } = await signIn(kit, 'org_initech');
  const away = await refresh(kit, refreshToken, 'org_acme');
  const back = await refresh(kit, away.refreshToken, 'org_initech');
  expect([away.claims.org_id, back.claims.org_id]).toEqual(['org_acme', 'org_initech']);
});

test('an organization with a second factor says mfa_enrollment', async () => {
  const { refreshToken } = await signIn(kit, 'org_acme');
  expect((await refresh(kit, refreshToken, 'org_vault')).body.error).toBe('mfa_enrollment');
});

test('the page of the organization enrolls the user', async () => {
  const browser = kit.browser();
  await authorize(browser, 'org_acme');
  const page = await browser.navigate(authorizePath({ organization_id: 'org_vault' }));
  expect(page.heading).toBe('Second factor');
  const { location } = await browser.submit(page, { button: 'Enroll a second factor' });
  expect((await exchangeCode(kit, location ?? new URL('about:blank'))).claims.org_id).toBe('org_vault');
});

test('the policy also applies to the only organization, without organization_id', async () => {
  for (const organization of ['org_acme', 'org_umbrella']) {
    await kit.control('memberships', { user: 'user_grace', organization, status: 'inactive' });
  }
  await kit.control('memberships', { user: 'user_grace', organization: 'org_initech', status: 'active' });
  expect((await signIn(kit, undefined, { email: 'grace@example.com' })).claims.org_id).toBe('org_initech');
});

test('its step cannot be done before the sign-in that the app asked for', async () => {
  const browser = kit.browser();
  await authorize(browser, 'org_acme');
  const form = await browser.navigate(authorizePath({ organization_id: 'org_initech', prompt: 'login' }));
  expect((await browser.submit(form, { step_up: 'sso' })).heading).toBe('Sign in');
  expect((await browser.submit(form, { email: 'ada@example.com' })).heading).toBe('Single sign-on');
});
