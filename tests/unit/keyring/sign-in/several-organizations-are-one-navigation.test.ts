import { describe, expect, test } from 'vitest';
import type { CallbackResult } from '../../../../src/keyring/sign-in/callback-result.ts';
import type { Organization } from '../../../../src/protocol/session-status.ts';
import { keyringErrorOf } from '../../support/errors.ts';
import { adaIn } from '../../support/fake-authkit.ts';
import { createKeyring, type TestKeyring } from '../../support/keyring.ts';
import { ACME, GLOBEX, slug } from '../../support/people.ts';

const many = (count: number): readonly [Organization, ...Organization[]] => {
  const numbered = Array.from({ length: count - 1 }, (_, index) => ({
    id: `org_${index}`,
    slug: slug(`org-${index}`),
    name: `Org ${index}`,
  }));
  return [ACME, ...numbered];
};

const PROGRESS = '/sessions/sign-in';

/** Follows the redirects as a browser with a live AuthKit session does. */
async function navigate(
  keyring: TestKeyring,
  [organization, ...following]: readonly [Organization, ...Organization[]],
  answer = (url: string) =>
    keyring.callbackOf(url, adaIn(keyring.authkit.flowOf(url).organizationId ?? 'none')),
): Promise<{ readonly result: CallbackResult; readonly visited: readonly string[] }> {
  const visited: string[] = [];
  let url = await keyring.begin(organization, { following, returnTo: PROGRESS });
  for (;;) {
    visited.push(keyring.authkit.flowOf(url).organizationId ?? '');
    const result = await keyring.manager.finishSignIn(answer(url));
    if (result.type !== 'next') return { result, visited };
    url = result.authorizationUrl;
  }
}

describe('signing in to several organizations', () => {
  test('is one navigation, from callback to callback, back to the page that asked', async () => {
    const keyring = createKeyring();
    const { result, visited } = await navigate(keyring, [ACME, GLOBEX]);
    expect(visited).toEqual([ACME.id, GLOBEX.id]);
    expect(result).toEqual({ type: 'signed-in', returnTo: PROGRESS });
    await keyring.active(ACME);
    await keyring.active(GLOBEX);
  });

  test('ends after five, for Firefox follows twenty redirects', async () => {
    const { result, visited } = await navigate(createKeyring(), many(8));
    expect(visited).toHaveLength(5);
    expect(result).toEqual({ type: 'signed-in', returnTo: PROGRESS });
  });

  test('goes on after one that is refused, and its session says why', async () => {
    const keyring = createKeyring();
    const { visited } = await navigate(keyring, [ACME, GLOBEX], (url) => {
      const { state, organizationId } = keyring.authkit.flowOf(url);
      if (organizationId === GLOBEX.id) return keyring.callbackOf(url, adaIn(GLOBEX.id));
      return new URL(`https://app.test/auth/callback?state=${state}&error=access_denied`);
    });
    expect(visited).toEqual([ACME.id, GLOBEX.id]);
    expect(await keyring.store.read(ACME.id)).toMatchObject({
      status: 'needs-authorization',
      reason: 'access_denied',
    });
    await keyring.active(GLOBEX);
  });

  test('skips organizations that the user has signed out of meanwhile', async () => {
    const keyring = createKeyring();
    await keyring.signIn(GLOBEX);
    const url = await keyring.begin(ACME, { following: [GLOBEX], returnTo: PROGRESS });
    await keyring.manager.signOut([GLOBEX.id]);
    const result = await keyring.manager.finishSignIn(keyring.callbackOf(url, adaIn(ACME.id)));
    expect(result).toEqual({ type: 'signed-in', returnTo: PROGRESS });
    expect((await keyring.store.read(GLOBEX.id)).status).toBe('signed-out');
  });

  test("stays within AuthKit's ten authentications a minute, and says when to go on", async () => {
    const keyring = createKeyring();
    const organizations = many(12);
    const first = await navigate(keyring, organizations);
    const [next = ACME, ...rest] = organizations.slice(5);
    const second = await navigate(keyring, [next, ...rest]);
    expect([...first.visited, ...second.visited]).toHaveLength(10);
    const error = await keyringErrorOf(navigate(keyring, [GLOBEX, ...organizations.slice(10)]));
    expect(error).toMatchObject({ code: 'temporarily_unavailable', retryAfter: 60 });
    const alone = await keyringErrorOf(keyring.begin(GLOBEX, { returnTo: PROGRESS }));
    expect(alone).toMatchObject({ code: 'temporarily_unavailable', retryAfter: 60 });
    await keyring.begin(GLOBEX);
    keyring.platform.time += 60_000;
    const third = await navigate(keyring, [GLOBEX, ...organizations.slice(10)]);
    expect(third.visited).toHaveLength(3);
  });

  test('cannot become a loop: each is asked for at most twice a minute without a click', async () => {
    const keyring = createKeyring();
    for (let round = 0; round < 2; round += 1) {
      expect((await navigate(keyring, [ACME, GLOBEX])).visited).toEqual([ACME.id, GLOBEX.id]);
      await keyring.manager.signOut('all');
    }
    expect((await navigate(keyring, [ACME, GLOBEX])).visited).toEqual([ACME.id]);
  });
});
