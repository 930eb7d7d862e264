import { expect, test } from 'vitest';
import { settle } from '../../support/fake-platform.ts';
import { createSignedInKeyring } from '../../support/keyring.ts';
import { ACME, GLOBEX } from '../../support/people.ts';

const EXPIRED = 301_000;
const hangs = (): Promise<never> => new Promise(() => {});

test('R35: while the refresh of one organization hangs, another one refreshes and its calls succeed', async () => {
  const { manager, platform, authkit, overview } = await createSignedInKeyring();
  authkit.script(ACME.id, hangs);
  platform.time += EXPIRED;
  let hasAnswered = false;
  void manager.accessToken(ACME).finally(() => {
    hasAnswered = true;
  });
  await settle();
  // The clock stands still: a wait for time would hang here.
  const token = await manager.accessToken(GLOBEX);
  expect(await manager.accessToken(GLOBEX)).toBe(token);
  expect(await overview.statuses()).toHaveLength(2);
  expect((await manager.open(GLOBEX)).session.status).toBe('active');
  expect(hasAnswered).toBe(false);
});

test('R35: the pause of one organization does not pause another', async () => {
  const { manager, platform, authkit } = await createSignedInKeyring();
  authkit.script(ACME.id, { type: 'response', status: 429, retryAfter: '60', body: '' });
  platform.time += EXPIRED;
  await expect(manager.accessToken(ACME)).rejects.toMatchObject({ code: 'temporarily_unavailable' });
  await manager.accessToken(GLOBEX);
  expect(authkit.refreshesOf(GLOBEX.id)).toHaveLength(1);
});

test('R35: the end of one session ends no other', async () => {
  const { manager, active } = await createSignedInKeyring();
  await manager.signOut([ACME.id]);
  await manager.accessToken(GLOBEX);
  expect((await active(GLOBEX)).status).toBe('active');
});

test('R35: a hang delays a sign-in to another organization by at most three seconds', async () => {
  const { manager, platform, authkit, begin } = await createSignedInKeyring();
  authkit.script(ACME.id, () => new Promise(() => {}));
  platform.time += 301_000;
  void manager.accessToken(ACME);
  await settle();
  const beginning = begin(GLOBEX);
  await platform.advance(3_000);
  expect(await beginning).toMatch(/^https:/);
});
