import { expect, test } from 'vitest';
import { CALLBACK, localAuthKit } from './local-authkit.ts';
import { authorize, authorizePath, exchangeCode, refresh, signIn } from './oauth-client.ts';

const kit = localAuthKit();
const IMPERSONATION = {
  user: 'user_ada',
  organization: 'org_acme',
  reason: 'Ticket 4711',
  impersonator: 'support@example.com',
};

/** The link that a control endpoint returns, as the path and query of its target. */
async function link(path: string, body: unknown): Promise<URL> {
  const { url } = (await kit.control(path, body)) as { url: string };
  return new URL(url);
}

test('an invitation link leads to the Sign-in URL, and its token selects organization and account', async () => {
  const url = await link('invitations', { email: 'grace@example.com', organization: 'org_globex' });
  expect(url.origin + url.pathname).toBe(new URL('sign-in', CALLBACK).href);
  const invitation = { invitation_token: url.searchParams.get('invitation_token') ?? '' };
  const browser = kit.browser();
  const page = await browser.navigate(authorizePath(invitation));
  expect(page.html).toContain('value="grace@example.com"');
  const { claims } = await exchangeCode(
    kit,
    await authorize(browser, undefined, { email: 'grace@example.com', ...invitation }),
  );
  expect([claims.sub, claims.org_id]).toEqual(['user_grace', 'org_globex']);
  // Accepted: it works once, and Grace is a member from now on.
  const again = await authorize(browser, undefined, invitation);
  expect(again.searchParams.get('error')).toBe('invitation_invalid');
  expect((await signIn(kit, 'org_globex', { email: 'grace@example.com' })).status).toBe(200);
});

test('another user cannot accept an invitation', async () => {
  const url = await link('invitations', { email: 'grace@example.com', organization: 'org_globex' });
  const token = url.searchParams.get('invitation_token') ?? '';
  const refused = await authorize(kit.browser(), undefined, { invitation_token: token });
  expect(refused.searchParams.get('error')).toBe('invitation_cannot_be_used_for_email');
});

test('an impersonation needs no page, names the impersonator and stays in its organization', async () => {
  const browser = kit.browser();
  const url = await link('impersonate', IMPERSONATION);
  const opened = await browser.navigate(url.pathname);
  expect(opened.location?.href).toBe(new URL('sign-in', CALLBACK).href);
  const answer = await exchangeCode(kit, await authorize(browser, undefined));
  const { email, reason } = { email: IMPERSONATION.impersonator, reason: IMPERSONATION.reason };
  expect(answer.claims).toMatchObject({ sub: 'user_ada', org_id: 'org_acme', act: { sub: email } });
  expect(answer.body).toMatchObject({
    authentication_method: 'Impersonation',
    impersonator: { email, reason },
  });
  const moved = await refresh(kit, answer.refreshToken, 'org_globex');
  expect([moved.status, moved.body.error]).toEqual([400, 'organization_membership_not_found']);
  expect((await refresh(kit, answer.refreshToken)).body.impersonator).toEqual({ email, reason });
  // The link works once.
  expect((await kit.browser().navigate(url.pathname)).status).toBe(410);
});

test('an impersonation ends after an hour', async () => {
  const browser = kit.browser();
  await browser.navigate((await link('impersonate', IMPERSONATION)).pathname);
  const { refreshToken } = await exchangeCode(kit, await authorize(browser, undefined));
  // Another authorization of the same browser does not prolong it.
  kit.advance(3_000);
  const later = await exchangeCode(kit, await authorize(browser, undefined));
  kit.advance(600);
  expect((await refresh(kit, refreshToken)).body.error).toBe('invalid_grant');
  expect((await refresh(kit, later.refreshToken)).body.error).toBe('invalid_grant');
  const page = await browser.navigate(authorizePath());
  expect([page.location, page.heading]).toEqual([null, 'Sign in']);
});
