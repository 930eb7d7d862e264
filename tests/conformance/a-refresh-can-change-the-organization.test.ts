import { expect, test } from 'vitest';
import { localAuthKit } from './local-authkit.ts';
import { refresh, signIn } from './oauth-client.ts';

const kit = localAuthKit();

test('the session moves, under the same sid, and stays there', async () => {
  const acme = await signIn(kit, 'org_acme');
  const globex = await refresh(kit, acme.refreshToken, 'org_globex');
  expect([globex.body.organization_id, globex.claims.org_id]).toEqual(['org_globex', 'org_globex']);
  expect(globex.claims.sid).toBe(acme.claims.sid);
  expect([acme.claims.role, globex.claims.role]).toEqual(['admin', 'member']);
  const next = await refresh(kit, globex.refreshToken);
  expect(next.claims.org_id).toBe('org_globex');
});

test.each([
  ['an organization that does not exist', 'org_nowhere', 'organization_not_found'],
  ['an organization of others', 'org_umbrella', 'organization_membership_not_found'],
  ['an organization that wants single sign-on', 'org_initech', 'sso_required'],
])('%s: refused, and the token is not used up', async (_, organization, error) => {
  const { refreshToken, claims } = await signIn(kit, 'org_acme');
  const refused = await refresh(kit, refreshToken, organization);
  expect([refused.status, refused.body.error]).toEqual([400, error]);
  kit.advance(31);
  const next = await refresh(kit, refreshToken);
  expect([next.claims.sid, next.claims.org_id]).toEqual([claims.sid, 'org_acme']);
});

test('the reply has everything the document knows of a user', async () => {
  const { body } = await signIn(kit, 'org_acme');
  expect(body.user).toMatchObject({
    object: 'user',
    id: 'user_ada',
    email: 'ada@example.com',
    email_verified: true,
    first_name: 'Ada',
    last_sign_in_at: new Date(kit.now()).toISOString(),
  });
  expect(Object.keys(body).sort()).toEqual([
    'access_token',
    'authentication_method',
    'organization_id',
    'refresh_token',
    'user',
  ]);
});
