import { expect, test } from 'vitest';
import { NO_CLAIMS } from '../../../support/blank-claims.ts';
import { keyringErrorOf } from '../../support/errors.ts';
import { INVALID_GRANT } from '../../support/fake-authkit.ts';
import { settle } from '../../support/fake-platform.ts';
import { createSignedInKeyring } from '../../support/keyring.ts';
import { ACME, ADA, GLOBEX } from '../../support/people.ts';

const SECRETS = /access:|refresh:|code:|:secret|codeVerifier|refreshToken|accessToken"/;

test('R1: no message to a page contains a token, a code or a verifier, in any state', async () => {
  const { manager, overview, authkit, platform, begin } = await createSignedInKeyring();
  const told: unknown[] = [];
  const look = async (): Promise<void> => {
    told.push(await overview.statuses(), await manager.organizations(), await manager.open(ACME));
  };
  await look();
  told.push(await begin(ACME));
  await look();
  platform.time += 270_000;
  await look();
  await settle();
  authkit.script(ACME.id, INVALID_GRANT);
  platform.time += 301_000;
  const error = await keyringErrorOf(manager.accessToken(ACME));
  told.push(error, error.message, error.stack);
  await look();
  told.push(await manager.signOut([ACME.id]));
  await look();
  told.push(await manager.signOut('all'));
  const text = JSON.stringify(told);
  expect(text).toContain('ada@example.com');
  expect(text).not.toMatch(SECRETS);
});

test('a page learns when a token was issued and when it expires, by the clock of this device', async () => {
  const { overview, platform } = await createSignedInKeyring();
  const { session } = await overview.statusOf(GLOBEX);
  expect(session).toEqual({
    status: 'active',
    user: ADA,
    ...NO_CLAIMS,
    signedInAt: platform.time,
    refreshedAt: platform.time,
    accessTokenExpiresAt: platform.time + 300_000,
  });
});
