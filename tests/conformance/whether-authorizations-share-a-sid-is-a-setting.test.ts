import { expect, test } from 'vitest';
import { localAuthKit } from './local-authkit.ts';
import { refresh, signIn } from './oauth-client.ts';

const kit = localAuthKit();

async function sids(organizations: readonly string[]) {
  const browser = kit.browser();
  const seen = [];
  for (const organization of organizations)
    seen.push((await signIn(kit, organization, { browser })).claims.sid);
  return seen;
}

test('by default each authorization has its own', async () => {
  const [acme, globex, again] = await sids(['org_acme', 'org_globex', 'org_acme']);
  expect(new Set([acme, globex, again]).size).toBe(3);
});

test('reauthorizeSameSid: the same organization keeps its own', async () => {
  await kit.control('settings', { reauthorizeSameSid: true });
  const [acme, globex, again] = await sids(['org_acme', 'org_globex', 'org_acme']);
  expect(again).toBe(acme);
  expect(globex).not.toBe(acme);
});

test('sharedSid: all of one browser share one', async () => {
  await kit.control('settings', { sharedSid: true });
  const [acme, globex] = await sids(['org_acme', 'org_globex']);
  const [elsewhere] = await sids(['org_acme']);
  expect(globex).toBe(acme);
  expect(elsewhere).not.toBe(acme);
});

test('each authorization still has its own refresh token chain, and the shared session ends for all', async () => {
  await kit.control('settings', { sharedSid: true });
  const browser = kit.browser();
  const acme = await signIn(kit, 'org_acme', { browser });
  const globex = await signIn(kit, 'org_globex', { browser });
  expect((await refresh(kit, acme.refreshToken)).claims.org_id).toBe('org_globex');
  expect((await refresh(kit, globex.refreshToken, 'org_acme')).claims.org_id).toBe('org_acme');

  const again = await signIn(kit, 'org_globex', { browser });
  await kit.control('sessions/revoke', { sid: acme.claims.sid });
  expect((await refresh(kit, again.refreshToken)).body.error_description).toBe('Session has already ended.');
});

test('an ended session is not shared any more', async () => {
  await kit.control('settings', { sharedSid: true, reauthorizeSameSid: true });
  const browser = kit.browser();
  const acme = await signIn(kit, 'org_acme', { browser });
  await kit.control('sessions/revoke', { sid: acme.claims.sid });
  expect((await signIn(kit, 'org_acme', { browser })).claims.sid).not.toBe(acme.claims.sid);
});
