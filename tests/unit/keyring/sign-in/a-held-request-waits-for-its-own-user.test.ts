import { expect, test } from 'vitest';
import { type ChallengedRequest, checkStepUp } from '../../../../src/keyring/sign-in/check-step-up.ts';
import type { StepUpOutcome } from '../../../../src/keyring/sign-in/step-ups.ts';
import type { StepUpAnswer } from '../../../../src/protocol/step-up.ts';
import { NO_CLAIMS } from '../../../support/blank-claims.ts';
import { adaIn, type Grantee } from '../../support/fake-authkit.ts';
import { settle } from '../../support/fake-platform.ts';
import { createSignedInKeyring } from '../../support/keyring.ts';
import { ACME, ADA, GLOBEX, GRACE } from '../../support/people.ts';

const MINUTE = 60_000;

/** A keyring in which a page's request to delete the notes of Acme is held. */
async function holding(changes: Partial<ChallengedRequest> = {}) {
  const keyring = await createSignedInKeyring();
  const { stepUps, platform, told, manager } = keyring;
  const request: ChallengedRequest = {
    clientId: 'page',
    organization: ACME,
    userId: ADA.id,
    maxAge: 300,
    method: 'DELETE',
    origin: 'https://app.test',
    path: '/api/notes',
    ...changes,
  };
  const outcomes: StepUpOutcome[] = [];
  const hold = (also: Partial<ChallengedRequest> = {}): void =>
    void stepUps.hold({ ...request, ...also }).then((outcome) => outcomes.push(outcome));
  hold();
  const waiting = (clientId = 'page') => told.stepUps.get(clientId) ?? [];
  const id = waiting()[0]?.id ?? '';
  const answer = async (text: StepUpAnswer, clientId = 'page'): Promise<void> => {
    stepUps.answer(id, clientId, text);
    await settle();
  };
  /** Signs in for the held request, with a user who authenticated some time ago. */
  const confirm = async (changed: Partial<Grantee> = {}, secondsAgo = 10): Promise<void> => {
    const authenticatedAt = platform.time - secondsAgo * 1000;
    const { organization, stepUp } = stepUps.confirm(id, 'page');
    const url = await keyring.begin(organization, { stepUp });
    const grantee = { ...adaIn(ACME.id), sessionId: 'sid_new', authenticatedAt, ...changed };
    await manager.finishSignIn(keyring.callbackOf(url, grantee));
    await settle();
  };
  await settle();
  return { ...keyring, id, outcomes, hold, answer, confirm, waiting };
}

const refused = (reason: string): StepUpOutcome[] => [{ type: 'refused', reason }];

test('R50: it waits until its user has signed in again, and then no longer', async () => {
  const { outcomes, waiting, answer, confirm, id, active } = await holding();
  const { organization, method, origin, path, maxAge } = waiting()[0] ?? {};
  expect({ organization, method, origin, path, maxAge }).toEqual({
    organization: ACME,
    method: 'DELETE',
    origin: 'https://app.test',
    path: '/api/notes',
    maxAge: 300,
  });
  expect(id).toMatch(/^[\w-]{22}$/);
  expect(JSON.stringify(waiting())).not.toContain(ADA.id);
  await answer('shown');
  expect(outcomes).toEqual([]);
  await confirm();
  expect(outcomes).toEqual([{ type: 'confirmed' }]);
  expect(waiting()).toEqual([]);
  expect((await active(ACME)).sessionId).toBe('sid_new');
});

test('R50: the sign-in asks for the organization, the age and the account of the request', async () => {
  const { stepUps, id, begin, authkit } = await holding({ maxAge: 60 });
  const { organization, stepUp } = stepUps.confirm(id, 'page');
  const url = await begin(organization, { stepUp });
  expect(authkit.flowOf(url)).toMatchObject({ organizationId: ACME.id, maxAge: 60, loginHint: ADA.email });
});

test.each([
  ['just in time', 300, true],
  ['a second of rounding', 301, true],
  ['too long ago', 303, false],
  ['a day ago', 86_400, false],
])('R50: an authentication %s (%i s)', async (_when, secondsAgo, isEnough) => {
  const { outcomes, answer, confirm } = await holding();
  await answer('shown');
  await confirm({}, secondsAgo);
  expect(outcomes).toEqual(isEnough ? [{ type: 'confirmed' }] : refused('not_authenticated'));
});

test('R50: with max_age 0 the user authenticates after the challenge', async () => {
  for (const [secondsAgo, isEnough] of [
    [20, true],
    [40, false],
  ] as const) {
    const { outcomes, answer, confirm, platform } = await holding({ maxAge: 0 });
    await answer('shown');
    await platform.advance(30_000);
    await confirm({}, secondsAgo);
    expect(outcomes).toEqual(isEnough ? [{ type: 'confirmed' }] : refused('not_authenticated'));
  }
});

test('R50, R26: neither clock decides: the device a day wrong, and it jumps meanwhile', async () => {
  const { outcomes, answer, confirm, platform, authkit } = await holding();
  await answer('shown');
  platform.time += 24 * 60 * MINUTE;
  authkit.clockOffset = -24 * 60 * MINUTE;
  await confirm({ authenticatedAt: platform.time + authkit.clockOffset - 5_000 });
  expect(outcomes).toEqual([{ type: 'confirmed' }]);

  const late = await holding();
  await late.answer('shown');
  late.platform.time += 24 * 60 * MINUTE;
  late.authkit.clockOffset = -24 * 60 * MINUTE;
  await late.confirm({ authenticatedAt: late.platform.time + late.authkit.clockOffset - 400_000 });
  expect(late.outcomes).toEqual(refused('not_authenticated'));
});

test('R50: a token without auth_time proves nothing', async () => {
  const { outcomes, answer, stepUps, id, begin, callbackOf, manager } = await holding();
  await answer('shown');
  const { organization, stepUp } = stepUps.confirm(id, 'page');
  await manager.finishSignIn(callbackOf(await begin(organization, { stepUp }), adaIn(ACME.id)));
  await settle();
  expect(outcomes).toEqual(refused('not_authenticated'));
});

test('R50: another user neither releases it nor takes over the session', async () => {
  const { outcomes, answer, confirm, active, revocations, authkit, platform } = await holding();
  await answer('shown');
  const before = await active(ACME);
  await confirm({ user: GRACE, sessionId: 'sid_grace', authenticatedAt: platform.time });
  expect(outcomes).toEqual(refused('wrong_user'));
  expect(await active(ACME)).toEqual(before);
  revocations.deliver();
  await Promise.all(platform.backgroundWork);
  expect(authkit.revoked).toContain('sid_grace');
});

test('R50: a grant has to be for the organization and the user of the request', () => {
  const request = { organization: ACME, userId: ADA.id, maxAge: 300 };
  const check = (organizationId: string, user = ADA, authenticatedAt: number | null = 100_000) =>
    checkStepUp(
      request,
      organizationId,
      { user, issuedAt: 101, claims: { ...NO_CLAIMS, authenticatedAt } },
      0,
    );
  expect(check(ACME.id)).toBeUndefined();
  expect(check(GLOBEX.id)).toBe('wrong_organization');
  expect(check(ACME.id, GRACE)).toBe('wrong_user');
  expect(check(ACME.id, ADA, null)).toBe('not_authenticated');
});

test('R50: a sign-in to another organization does not release it', async () => {
  const { outcomes, answer, confirm } = await holding();
  await answer('shown');
  await confirm(adaIn(GLOBEX.id));
  expect(outcomes).toEqual(refused('wrong_organization'));
});

test('R50: a sign-in that no page started for it does not release it', async () => {
  const { outcomes, answer, signIn, platform, waiting } = await holding();
  await answer('shown');
  await signIn(ACME, { ...adaIn(ACME.id), sessionId: 'sid_other', authenticatedAt: platform.time });
  await settle();
  expect(outcomes).toEqual([]);
  expect(waiting()).toHaveLength(1);
});

test('R50: a sign-in that AuthKit refuses ends it', async () => {
  const { outcomes, answer, stepUps, id, begin, manager, authkit } = await holding();
  await answer('shown');
  const { organization, stepUp } = stepUps.confirm(id, 'page');
  const url = await begin(organization, { stepUp });
  const { state } = authkit.flowOf(url);
  await manager.finishSignIn(new URL(`https://app.test/auth/callback?state=${state}&error=access_denied`));
  await settle();
  expect(outcomes).toEqual(refused('access_denied'));
});

test('R50: the user refuses', async () => {
  const { outcomes, answer, waiting, stepUps, id } = await holding();
  await answer('shown');
  await answer('refused');
  expect(outcomes).toEqual(refused('declined'));
  expect(waiting()).toEqual([]);
  expect(() => stepUps.confirm(id, 'page')).toThrow(expect.objectContaining({ code: 'step_up_refused' }));
});

test('R50, R52: it is refused three minutes after the page has shown it', async () => {
  const { outcomes, answer, confirm, platform, waiting } = await holding();
  await platform.advance(4_000);
  await answer('shown');
  await platform.advance(3 * MINUTE - 1);
  expect(outcomes).toEqual([]);
  await platform.advance(1);
  expect(outcomes).toEqual(refused('deadline_exceeded'));
  expect(waiting()).toEqual([]);
  await expect(confirm()).rejects.toMatchObject({ code: 'step_up_refused' });
});

test('R50: the sign-in that ends too late releases nothing', async () => {
  const { outcomes, answer, stepUps, id, begin, callbackOf, manager, platform } = await holding();
  await answer('shown');
  const { organization, stepUp } = stepUps.confirm(id, 'page');
  const url = await begin(organization, { stepUp });
  await platform.advance(3 * MINUTE);
  const result = await manager.finishSignIn(
    callbackOf(url, { ...adaIn(ACME.id), authenticatedAt: platform.time }),
  );
  await settle();
  expect(result.type).toBe('signed-in');
  expect(outcomes).toEqual(refused('deadline_exceeded'));
});

test('R50, R52: a page that shows it to no one gets the response: at once, or after five seconds', async () => {
  const told = await holding();
  await told.answer('unhandled');
  expect(told.outcomes).toEqual([{ type: 'unhandled' }]);
  const silent = await holding();
  await silent.platform.advance(4_999);
  expect(silent.outcomes).toEqual([]);
  await silent.platform.advance(1);
  expect(silent.outcomes).toEqual([{ type: 'unhandled' }]);
});

test('R50: a second keyring of the page cannot withdraw what the page shows', async () => {
  const { outcomes, answer } = await holding();
  await answer('shown');
  await answer('unhandled');
  await answer('shown');
  expect(outcomes).toEqual([]);
});

test('R50: another page can neither show, refuse nor confirm it', async () => {
  const { outcomes, answer, stepUps, id, waiting, platform } = await holding();
  await answer('shown');
  await answer('refused', 'other-page');
  await answer('unhandled', 'other-page');
  expect(() => stepUps.confirm(id, 'other-page')).toThrow(
    expect.objectContaining({ code: 'step_up_refused', reason: 'ended' }),
  );
  expect(() => stepUps.confirm('forged', 'page')).toThrow(
    expect.objectContaining({ code: 'step_up_refused' }),
  );
  expect(outcomes).toEqual([]);
  expect(waiting('other-page')).toEqual([]);

  const unshown = await holding();
  await unshown.answer('shown', 'other-page');
  await unshown.platform.advance(5_000);
  expect(unshown.outcomes).toEqual([{ type: 'unhandled' }]);
  expect(platform.sleeping).toBeGreaterThan(0);
});

test('R42, R50: a sign-out of its organization ends it, and of another one does not', async () => {
  const { outcomes, answer, manager } = await holding();
  await answer('shown');
  await manager.signOut([GLOBEX.id]);
  await settle();
  expect(outcomes).toEqual([]);
  await manager.signOut([ACME.id]);
  await settle();
  expect(outcomes).toEqual(refused('signed_out'));
  const all = await holding();
  await all.answer('shown');
  await all.manager.signOut('all');
  expect(all.outcomes).toEqual(refused('signed_out'));
});

test('R42, R50: a sign-out during the sign-in leaves nothing to confirm', async () => {
  const { outcomes, answer, stepUps, id, begin, callbackOf, manager, platform } = await holding();
  await answer('shown');
  const { organization, stepUp } = stepUps.confirm(id, 'page');
  const url = await begin(organization, { stepUp });
  await manager.signOut([ACME.id]);
  const result = await manager.finishSignIn(
    callbackOf(url, { ...adaIn(ACME.id), authenticatedAt: platform.time }),
  );
  await settle();
  expect(result.type).toBe('unknown');
  expect(outcomes).toEqual(refused('signed_out'));
});

test('R50: a page that no longer wants the response ends it', async () => {
  let leave = (): void => {};
  const { outcomes, answer } = await holding({
    onLeft: (listener) => {
      leave = listener;
    },
  });
  await answer('shown');
  leave();
  await settle();
  expect(outcomes).toEqual(refused('aborted'));
});

test('R27, R50: one page has at most four, and the next one is refused at once', async () => {
  const { outcomes, hold, waiting, answer } = await holding();
  await answer('shown');
  for (let count = 1; count < 4; count += 1) hold();
  expect(waiting()).toHaveLength(4);
  hold();
  await settle();
  expect(outcomes).toEqual(refused('too_many'));
  expect(waiting()).toHaveLength(4);
  hold({ clientId: 'other-page' });
  expect(waiting('other-page')).toHaveLength(1);
});

test('R50: a page that shows none of its requests gets the responses to all of them', async () => {
  const { outcomes, hold, waiting } = await holding();
  for (let count = 1; count < 5; count += 1) hold();
  await settle();
  expect(outcomes).toEqual([{ type: 'unhandled' }]);
  expect(waiting()).toHaveLength(4);
});

test('R50: each request needs its own confirmation', async () => {
  const { outcomes, hold, answer, confirm, waiting } = await holding();
  hold({ path: '/api/billing' });
  await answer('shown');
  await confirm();
  expect(outcomes).toEqual([{ type: 'confirmed' }]);
  expect(waiting()).toMatchObject([{ path: '/api/billing' }]);
});

test('R36, R50: after a restart of the worker the sign-in counts, and no request is sent', async () => {
  const { stepUps, id, begin, callbackOf, restart, platform, answer } = await holding();
  await answer('shown');
  const { organization, stepUp } = stepUps.confirm(id, 'page');
  const url = await begin(organization, { stepUp });
  const next = restart();
  const grantee = { ...adaIn(ACME.id), sessionId: 'sid_new', authenticatedAt: platform.time };
  expect((await next.manager.finishSignIn(callbackOf(url, grantee))).type).toBe('signed-in');
  expect((await next.active(ACME)).sessionId).toBe('sid_new');
  expect(next.told.stepUps.size).toBe(0);
  expect(() => next.stepUps.confirm(id, 'page')).toThrow(
    expect.objectContaining({ code: 'step_up_refused' }),
  );
});
