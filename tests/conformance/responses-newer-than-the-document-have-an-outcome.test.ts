import { describe, expect, test } from 'vitest';
import { tokenOutcomeOf } from '../../src/providers/workos/token-outcome.ts';
import { localAuthKit } from './local-authkit.ts';
import { refresh, signIn } from './oauth-client.ts';
import { NEWER_CODES } from './openapi.ts';

const kit = localAuthKit();

/** A refresh that gets this response, read as the keyring reads it. The response is checked against the document. */
async function outcomeOf(status: number, body: Readonly<Record<string, string>>, refreshToken: string) {
  await kit.control('faults', { on: 'refresh', status, body, headers: { 'Retry-After': '7' } });
  const answer = await refresh(kit, refreshToken);
  expect([answer.status, answer.body]).toEqual([status, body]);
  const result = { type: 'response', status, body: JSON.stringify(answer.body), retryAfter: '7' } as const;
  return tokenOutcomeOf(result, kit.now());
}

describe('a refresh that only the user can resolve', () => {
  test.each([...NEWER_CODES, 'radar_challenge', 'organization_selection_required'])(
    '%s requires a sign-in with its reason, and does not use up the refresh token',
    async (code) => {
      const first = await signIn(kit, 'org_acme');
      const outcome = await outcomeOf(403, { code, message: 'Complete the sign-in.' }, first.refreshToken);
      const reason = /^(?:phone|organization)/.test(code) ? code : 'verification_required';
      expect(outcome).toEqual({ type: 'terminal', reason, about: 'organization' });
      expect((await refresh(kit, first.refreshToken)).status).toBe(200);
    },
  );
});

test('a rate limit in the OAuth envelope keeps the session, with its Retry-After', async () => {
  const first = await signIn(kit, 'org_acme');
  const body = { error: 'too_many_requests', error_description: 'Too many requests.' };
  expect(await outcomeOf(429, body, first.refreshToken)).toEqual({
    type: 'transient',
    cause: 'deferred',
    retryAfter: 7,
  });
});
