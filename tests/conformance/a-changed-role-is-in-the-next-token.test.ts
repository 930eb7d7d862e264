import { expect, test } from 'vitest';
import { localAuthKit } from './local-authkit.ts';
import { refresh, signIn } from './oauth-client.ts';

const kit = localAuthKit();

test('a role and its permissions are in the next token, and a token issued before keeps its own', async () => {
  const before = await signIn(kit, 'org_globex');
  expect(before.claims).toMatchObject({ role: 'member', roles: ['member'] });
  await kit.control('roles', { user: 'ada@example.com', organization: 'org_globex', role: 'admin' });
  const after = await refresh(kit, before.refreshToken);
  expect(after.claims).toMatchObject({
    role: 'admin',
    roles: ['admin'],
    permissions: expect.arrayContaining(['members:manage']),
  });
  expect(after.claims.sid).toBe(before.claims.sid);
});

test('permissions can be set by themselves, and other organizations keep theirs', async () => {
  await kit.control('roles', {
    user: 'user_ada',
    organization: 'org_globex',
    role: 'auditor',
    permissions: ['audit:read'],
  });
  const { claims } = await signIn(kit, 'org_globex');
  expect(claims).toMatchObject({ role: 'auditor', roles: ['auditor'], permissions: ['audit:read'] });
  const acme = await signIn(kit, 'org_acme');
  expect(acme.claims).toMatchObject({ role: 'admin' });
});
