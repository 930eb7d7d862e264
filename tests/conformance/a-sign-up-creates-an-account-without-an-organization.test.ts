import { expect, test } from 'vitest';
import { SigningKeys } from '../../dev/authkit/signing-keys.ts';
import { initialState } from '../../dev/authkit/state.ts';
import { restoreState, storedState } from '../../dev/authkit/stored-state.ts';
import { AUTHKIT_OPTIONS, localAuthKit } from './local-authkit.ts';
import { authorizePath, exchangeCode, refresh } from './oauth-client.ts';

const kit = localAuthKit();
const SIGN_UP = { screen_hint: 'sign-up' };

test('its tokens name no organization, and a refresh moves them to the first one', async () => {
  const browser = kit.browser();
  const page = await browser.navigate(authorizePath(SIGN_UP));
  expect(page.heading).toBe('Create an account');
  const done = await browser.submit(page, { email: ' New@Example.com ' });
  const signedUp = await exchangeCode(kit, new URL(done.location ?? ''));
  expect(signedUp.body.user).toMatchObject({ email: 'new@example.com' });
  expect(signedUp.body).not.toHaveProperty('organization_id');
  expect(signedUp.claims).not.toHaveProperty('org_id');
  expect(signedUp.claims).not.toHaveProperty('role');

  const kept = await refresh(kit, signedUp.refreshToken);
  expect([kept.status, kept.claims.org_id]).toEqual([200, undefined]);
  const refused = await refresh(kit, kept.refreshToken, 'org_acme');
  expect(refused.body.error).toBe('organization_membership_not_found');

  await kit.control('memberships', { user: 'new@example.com', organization: 'org_acme', status: 'active' });
  const moved = await refresh(kit, kept.refreshToken, 'org_acme');
  expect(moved.claims).toMatchObject({ org_id: 'org_acme', role: 'member', sid: signedUp.claims.sid });
  // Without a name the session stays where it is.
  expect((await refresh(kit, moved.refreshToken)).claims.org_id).toBe('org_acme');
});

test('an address of an account, or none, gets the form again; the other page is one link away', async () => {
  const browser = kit.browser();
  const page = await browser.navigate(authorizePath(SIGN_UP));
  const taken = await browser.submit(page, { email: 'ADA@example.com' });
  expect([taken.status, taken.location]).toEqual([422, null]);
  expect(taken.html).toContain('role="alert">There is already an account with this email.');
  const invalid = await browser.submit(page, { email: 'nobody' });
  expect(invalid.html).toContain('role="alert">This is not an email address.');

  const link = (html: string): string => (/href="([^"]+)"/.exec(html)?.[1] ?? '').replaceAll('&amp;', '&');
  const signIn = await browser.navigate(link(page.html));
  expect(signIn.heading).toBe('Sign in');
  expect((await browser.navigate(link(signIn.html))).heading).toBe('Create an account');
});

test('an account survives a restart', async () => {
  const options = { ...AUTHKIT_OPTIONS, origin: 'http://127.0.0.1:4998' };
  const state = initialState(options);
  const user = { id: 'user_new', email: 'new@example.com', firstName: '', lastName: '', createdAt: 7 };
  state.memberships.addUser(user);
  const keys = await SigningKeys.generate();
  const stored = await storedState({ options, state, keys, now: () => 0 });
  const restarted = initialState(options);
  restoreState(options, restarted, JSON.parse(JSON.stringify(stored)));
  expect(restarted.memberships.user('NEW@example.com')).toEqual(user);
  const { users: _users, ...earlier } = stored;
  restoreState(options, initialState(options), JSON.parse(JSON.stringify(earlier)));
});
