import { describe, expect, test } from 'vitest';
import { NO_PROFILE } from '../../../support/blank-claims.ts';
import { keyringErrorOf } from '../../support/errors.ts';
import { createKeyring } from '../../support/keyring.ts';
import { ACME, GLOBEX } from '../../support/people.ts';

const automatic = { trigger: 'automatic' as const };

describe('R23: redirects without a click', () => {
  test('are at most two a minute for an organization', async () => {
    const { begin, platform } = createKeyring();
    await begin(ACME, automatic);
    platform.time += 20_000;
    await begin(ACME, automatic);
    platform.time += 20_000;
    const error = await keyringErrorOf(begin(ACME, automatic));
    expect(error).toMatchObject({ code: 'authorization_limited', organizationSlug: 'acme' });
    platform.time += 20_000;
    await begin(ACME, automatic);
  });

  test('are counted for each organization by itself, and for none in particular', async () => {
    const { begin } = createKeyring();
    for (const organization of [ACME, GLOBEX, null, ACME, GLOBEX, null]) await begin(organization, automatic);
    for (const organization of [ACME, GLOBEX, null]) {
      expect((await keyringErrorOf(begin(organization, automatic))).code).toBe('authorization_limited');
    }
  });

  test('are counted over restarts of the worker', async () => {
    const first = createKeyring();
    await first.begin(ACME, automatic);
    await first.restart().begin(ACME, automatic);
    expect((await keyringErrorOf(first.restart().begin(ACME, automatic))).code).toBe('authorization_limited');
  });

  test('are counted when they succeed as well: a session that does not last is a loop too', async () => {
    const { begin, callbackOf, manager, authkit } = createKeyring();
    for (let round = 0; round < 2; round += 1) {
      const callback = callbackOf(await begin(ACME, automatic), {
        organizationId: ACME.id,
        user: { id: 'u', email: 'e@x', name: null, ...NO_PROFILE },
        sessionId: 's',
      });
      await manager.finishSignIn(callback);
    }
    expect((await keyringErrorOf(begin(ACME, automatic))).code).toBe('authorization_limited');
    expect(authkit.calls).toHaveLength(2);
  });

  test('that begin at the same moment are counted all the same', async () => {
    const { begin } = createKeyring();
    const begun = await Promise.allSettled([1, 2, 3, 4].map(() => begin(ACME, automatic)));
    expect(begun.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
  });

  test('do not count clicks', async () => {
    const { begin } = createKeyring();
    for (let click = 0; click < 5; click += 1) await begin(ACME);
  });

  test('R26: are forgotten after a jump of the clock', async () => {
    const { begin, platform } = createKeyring();
    await begin(ACME, automatic);
    await begin(ACME, automatic);
    platform.time -= 24 * 3_600_000;
    await begin(ACME, automatic);
  });
});

describe('R23: one prompt per organization', () => {
  test('a second tab does not ask while the first one does', async () => {
    const { begin, platform } = createKeyring();
    await begin(ACME, { ...automatic, tab: 'tab-1' });
    const error = await keyringErrorOf(begin(ACME, { ...automatic, tab: 'tab-2' }));
    expect(error).toMatchObject({ code: 'authorization_in_progress', organizationSlug: 'acme' });
    await begin(GLOBEX, { ...automatic, tab: 'tab-2' });
    platform.time += 121_000;
    await begin(ACME, { ...automatic, tab: 'tab-2' });
  });

  test('of two tabs that ask at the same moment one does', async () => {
    const { begin } = createKeyring();
    const tabs = ['tab-1', 'tab-2'];
    const begun = await Promise.allSettled(tabs.map((tab) => begin(ACME, { ...automatic, tab })));
    expect(begun.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('the same tab may, and a click may anywhere', async () => {
    const { begin } = createKeyring();
    await begin(ACME, { ...automatic, tab: 'tab-1' });
    await begin(ACME, { ...automatic, tab: 'tab-1' });
    await begin(ACME, { tab: 'tab-2' });
  });

  test('meanwhile the organization is authorizing', async () => {
    const { begin, overview } = createKeyring();
    await begin(ACME);
    expect((await overview.statusOf(ACME)).session).toEqual({ status: 'authorizing' });
    expect((await overview.statusOf(GLOBEX)).session).toEqual({ status: 'absent' });
  });
});
