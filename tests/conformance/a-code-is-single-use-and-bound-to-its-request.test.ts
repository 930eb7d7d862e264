import { expect, test } from 'vitest';
import { CALLBACK, localAuthKit } from './local-authkit.ts';
import { authorize, challengeOf, exchangeCode } from './oauth-client.ts';

const kit = localAuthKit();
const code = () => authorize(kit.browser(), 'org_acme');

test('the state comes back exactly, beside the code', async () => {
  const state = `${'x'.repeat(200)}+/=%20&é`;
  const callback = await authorize(kit.browser(), 'org_acme', { state });
  expect(callback.searchParams.get('state')).toBe(state);
  expect(callback.origin + callback.pathname).toBe(CALLBACK);
});

test('a code works once', async () => {
  const callback = await code();
  expect((await exchangeCode(kit, callback)).status).toBe(200);
  const again = await exchangeCode(kit, callback);
  expect([again.status, again.body.error]).toEqual([400, 'invalid_grant']);
});

test('two exchanges at once: one wins', async () => {
  const callback = await code();
  const both = await Promise.all([exchangeCode(kit, callback), exchangeCode(kit, callback)]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 400]);
});

test('a code expires after ten minutes', async () => {
  const [early, late] = [await code(), await code()];
  kit.advance(599);
  expect((await exchangeCode(kit, early)).status).toBe(200);
  kit.advance(1);
  expect((await exchangeCode(kit, late)).body.error).toBe('invalid_grant');
});

test.each([
  ['a wrong verifier', { code_verifier: 'w'.repeat(43) }],
  ['a verifier that is too short', { code_verifier: 'short' }],
  ['an unknown code', { code: 'unknown' }],
  ['another redirect URI', { redirect_uri: 'http://localhost:4999/other' }],
])('%s is refused, and the code stays usable', async (_, change) => {
  const callback = await code();
  const refused = await exchangeCode(kit, callback, change);
  expect([refused.status, refused.body.error]).toEqual([400, 'invalid_grant']);
  expect((await exchangeCode(kit, callback)).status).toBe(200);
});

test('a short verifier is refused even when it hashes to the challenge', async () => {
  const callback = await authorize(kit.browser(), 'org_acme', { code_challenge: challengeOf('short') });
  expect((await exchangeCode(kit, callback, { code_verifier: 'short' })).body.error).toBe('invalid_grant');
});

test('a membership that ended since the code was issued', async () => {
  const callback = await code();
  await kit.control('memberships', { user: 'ada@example.com', organization: 'org_acme', status: 'inactive' });
  expect((await exchangeCode(kit, callback)).body.error).toBe('organization_membership_not_found');
});
