import { expect, test } from 'vitest';
import { keyringErrorOf } from '../../support/errors.ts';
import { claimsOf } from '../../support/fake-authkit.ts';
import { createSignedInKeyring } from '../../support/keyring.ts';
import { ACME } from '../../support/people.ts';

const ACME_TOO = { id: 'org_acme_too', slug: ACME.slug, name: 'Acme Too' };

test('R13: the session belongs to the organization, not to its slug', async () => {
  const keyring = await createSignedInKeyring({ credentials: 'separate' });
  const { directory, manager, backEnd, platform, authkit, active } = keyring;
  backEnd.organizations.set('acme', ACME_TOO);
  platform.time += 61_000;
  const found = await directory.find(ACME.slug);
  expect(found).toEqual(ACME_TOO);
  const error = await keyringErrorOf(manager.accessToken(found));
  expect(error).toMatchObject({ code: 'authorization_required', reason: 'absent' });
  expect((await manager.open(found)).session).toEqual({ status: 'absent' });
  expect(authkit.calls).toEqual([]);
  expect((await active(ACME)).status).toBe('active');
});

test('R13: with shared credentials the new organization gets a session and a token of its own', async () => {
  const { directory, manager, backEnd, platform, active } = await createSignedInKeyring();
  const { tokens } = await active(ACME);
  backEnd.organizations.set('acme', ACME_TOO);
  platform.time += 61_000;
  const found = await directory.find(ACME.slug);
  const token = await manager.accessToken(found);
  expect(claimsOf(token).organizationId).toBe(ACME_TOO.id);
  expect((await active(ACME)).tokens).toEqual(tokens);
});

test('R13: within its minute too, as soon as a user opens the page', async () => {
  const { directory, backEnd } = await createSignedInKeyring();
  backEnd.organizations.set('acme', ACME_TOO);
  expect(await directory.find(ACME.slug, true)).toEqual(ACME_TOO);
  expect(await directory.find(ACME.slug)).toEqual(ACME_TOO);
});

test('R13: a renamed organization keeps its session under the new slug', async () => {
  const { directory, manager, backEnd, active } = await createSignedInKeyring();
  const renamed = { ...ACME, slug: 'acme-corp' };
  backEnd.organizations.delete('acme');
  backEnd.organizations.set('acme-corp', renamed);
  const found = await directory.find(renamed.slug as typeof ACME.slug);
  expect(await manager.accessToken(found)).toBe((await active(ACME)).tokens.accessToken);
});
