import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { EMPTY_SNAPSHOT } from '../../../src/client/keyring-snapshot.ts';
import type { SignInToAllOptions } from '../../../src/client/sign-in-options.ts';
import { beginSignInToAll, canSignInSilently } from '../../../src/client/sign-in-run.ts';
import {
  createSignInToAll,
  type SignInToAll,
  type SignInToAllRunOptions,
} from '../../../src/client/sign-in-to-all.ts';
import { KeyringError } from '../../../src/protocol/errors.ts';
import { parseOrganizationSlug } from '../../../src/protocol/organization-slug.ts';
import type { SessionState, SessionStatus, StepUp } from '../../../src/protocol/session-status.ts';
import { NO_CLAIMS, NO_PROFILE } from '../../support/blank-claims.ts';

/** What each next sign-in throws; `undefined`: the page leaves. */
let refusals: (KeyringError | undefined)[];
/** The sign-ins that the keyring was asked for. */
let asked: { readonly slugs: readonly string[]; readonly options: SignInToAllOptions | undefined }[];
/** How the document was loaded. */
let navigationType: string;
let page: EventTarget;
let opened: SignInToAll[];

beforeEach(() => {
  vi.useFakeTimers();
  refusals = [];
  asked = [];
  opened = [];
  navigationType = 'navigate';
  const values = new Map<string, string>();
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  });
  page = new EventTarget();
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.stubGlobal('window', { stop() {} });
  class Timing {
    readonly type = navigationType;
  }
  vi.stubGlobal('PerformanceNavigationTiming', Timing);
  vi.spyOn(performance, 'getEntriesByType').mockImplementation(() => [new Timing()] as never);
});
afterEach(() => {
  for (const run of opened) run.dispose();
  silent = () => undefined;
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

function status(
  text: string,
  session: SessionState = { status: 'absent' },
  requires?: StepUp,
): SessionStatus {
  const slug = parseOrganizationSlug(text);
  if (slug === undefined) throw new Error(`${text} is no slug.`);
  const organization = { id: `org_${text}`, slug, name: text };
  return { organization: requires === undefined ? organization : { ...organization, requires }, session };
}

const usable = (text: string, userId = 'user_ada', signedInAt = 0): SessionStatus =>
  status(text, {
    status: 'active',
    user: { id: userId, email: `${userId}@example.com`, name: null, ...NO_PROFILE },
    ...NO_CLAIMS,
    signedInAt,
    refreshedAt: 0,
    accessTokenExpiresAt: Number.MAX_SAFE_INTEGER,
  });

/** What a credential of this device brings, without a navigation. Default: nothing. */
let silent: (slug: string) => SessionStatus | undefined = () => undefined;

/** Loads the page that carries a sign-in out. */
async function openPage(
  organizations: readonly SessionStatus[],
  options?: SignInToAllRunOptions,
): Promise<SignInToAll> {
  const keyring = {
    getSnapshot: () => ({
      ...EMPTY_SNAPSHOT,
      sessions: organizations.filter(({ session }) => 'user' in session),
    }),
    signInSilently: async (slug: string) =>
      silent(slug) ?? organizations.find(({ organization }) => organization.slug === slug) ?? status(slug),
    signInToAll: async (slugs: readonly string[], signIn?: SignInToAllOptions) => {
      asked.push({ slugs, options: signIn });
      const refusal = refusals.shift();
      if (refusal !== undefined) throw refusal;
    },
  };
  const run = createSignInToAll(keyring, options);
  opened.push(run);
  run.setOrganizations(organizations);
  await vi.advanceTimersByTimeAsync(0);
  return run;
}

const slugsOf = (list: readonly SessionStatus[]) => list.map(({ organization }) => organization.slug);

test('nothing begins without a click; a click signs in to what needs no input, in the given order', async () => {
  const run = await openPage([
    usable('acme'),
    status('globex'),
    status('initech', { status: 'absent' }, 'sso'),
    status('hooli', { status: 'needs-authorization', reason: 'not_a_member', user: null }),
    status('umbrella', { status: 'signed-out' }),
  ]);
  expect([run.getState().phase.type, asked]).toEqual(['resting', []]);
  expect(slugsOf(run.getState().possible)).toEqual(['globex', 'umbrella']);
  run.begin();
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toEqual([
    { slugs: ['globex', 'umbrella'], options: { trigger: 'requested', loginHint: 'user_ada@example.com' } },
  ]);
  expect(run.getState().phase.type).toBe('leaving');
});

test('the next page goes on with the rest, and asks for none that was left at AuthKit', async () => {
  beginSignInToAll([status('globex'), status('initech'), status('umbrella')]);
  await openPage([usable('acme'), status('globex'), status('initech'), status('umbrella')]);
  await openPage([
    usable('acme'),
    usable('globex'),
    status('initech', { status: 'authorizing' }),
    status('umbrella'),
    status('hooli'),
  ]);
  expect(asked.map(({ slugs, options }) => [options?.trigger, slugs])).toEqual([
    ['requested', ['globex', 'initech', 'umbrella']],
    ['automatic', ['umbrella']],
  ]);
});

test('at its end it rests, and a later page does nothing', async () => {
  beginSignInToAll([status('globex')]);
  const last = await openPage([usable('acme'), usable('globex')]);
  expect([last.getState().phase.type, asked]).toEqual(['resting', []]);
  await openPage([usable('acme'), status('globex')]);
  expect(asked).toEqual([]);
});

test('no sign-in begins before the list is complete', async () => {
  beginSignInToAll([status('globex'), status('umbrella')]);
  const keyring = {
    getSnapshot: () => EMPTY_SNAPSHOT,
    signInSilently: async (slug: string) => status(slug),
    signInToAll: async (slugs: readonly string[]) => void asked.push({ slugs, options: undefined }),
  };
  const waiting = createSignInToAll(keyring);
  opened.push(waiting);
  waiting.setOrganizations([status('globex')], false);
  await vi.advanceTimersByTimeAsync(0);
  expect([waiting.getState().phase.type, asked]).toEqual(['starting', []]);
  waiting.setOrganizations([usable('globex'), status('umbrella')]);
  await vi.advanceTimersByTimeAsync(0);
  expect(asked.map(({ slugs }) => slugs)).toEqual([['umbrella']]);
});

test('by the back button a page comes back at rest', async () => {
  beginSignInToAll([status('globex')]);
  await openPage([status('globex')]);
  navigationType = 'back_forward';
  const run = await openPage([status('globex')]);
  expect([run.getState().phase.type, asked.length]).toEqual(['resting', 1]);
});

describe('a sign-in that cannot begin', () => {
  test('because the tab can store nothing more ends the run, with an error', async () => {
    beginSignInToAll([status('globex')]);
    sessionStorage.setItem = () => {
      throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
    };
    const run = await openPage([status('globex')]);
    const { phase } = run.getState();
    expect([phase.type, phase.type === 'resting' && phase.error?.code, asked]).toEqual([
      'resting',
      'temporarily_unavailable',
      [],
    ]);
  });

  test('for one organization ends the run with its error, if the tab can store nothing more by then', async () => {
    const error = new KeyringError('authorization_limited', 'Too often.', { organizationSlug: 'umbrella' });
    refusals = [error];
    beginSignInToAll([status('globex'), status('umbrella')]);
    const setItem = sessionStorage.setItem.bind(sessionStorage);
    sessionStorage.setItem = (key, value) => {
      if (value.includes('org_umbrella","code')) throw new DOMException('Full.', 'QuotaExceededError');
      setItem(key, value);
    };
    const run = await openPage([status('globex'), status('umbrella')]);
    await expect.poll(() => run.getState().phase).toEqual({ type: 'resting', error });
    expect(asked).toHaveLength(1);
  });

  test('for one organization is skipped, with its reason', async () => {
    refusals = [new KeyringError('authorization_limited', 'Too often.', { organizationSlug: 'umbrella' })];
    beginSignInToAll([status('globex'), status('umbrella')]);
    const run = await openPage([status('globex'), status('umbrella')]);
    expect(asked.map(({ slugs }) => slugs)).toEqual([['globex', 'umbrella'], ['globex']]);
    expect([...run.getState().skipped]).toEqual([['org_umbrella', 'authorization_limited']]);
  });

  test('for an organization that it did not ask for ends, with its error', async () => {
    const error = new KeyringError('organization_unknown', 'Unknown.', { organizationSlug: 'hooli' });
    refusals = [error];
    beginSignInToAll([status('globex')]);
    const run = await openPage([status('globex')]);
    expect(run.getState().phase).toEqual({ type: 'resting', error });
    expect(asked).toHaveLength(1);
  });

  test('because of the rate limit continues without a click when the limit allows it', async () => {
    refusals = [new KeyringError('temporarily_unavailable', 'Later.', { retryAfter: 20 })];
    beginSignInToAll([status('globex')]);
    const run = await openPage([status('globex')]);
    expect(run.getState().phase).toEqual({ type: 'paused', until: Date.now() + 20_000 });
    await vi.advanceTimersByTimeAsync(19_999);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked).toHaveLength(2);
  });

  test('offline goes on when the network is back', async () => {
    refusals = [new KeyringError('offline', 'No network.')];
    beginSignInToAll([status('globex')]);
    const run = await openPage([status('globex')]);
    expect(run.getState().phase.type).toBe('offline');
    page.dispatchEvent(new Event('online'));
    await vi.advanceTimersByTimeAsync(0);
    expect([run.getState().phase.type, asked.length]).toEqual(['leaving', 2]);
  });

  test('for another reason ends with that error, and a click may begin again', async () => {
    const error = new KeyringError('deadline_exceeded', 'No response.');
    refusals = [error];
    beginSignInToAll([status('globex')]);
    const run = await openPage([status('globex')]);
    expect(run.getState().phase).toEqual({ type: 'resting', error });
    run.begin();
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toHaveLength(2);
  });
});

test('a stop ends it on every later page', async () => {
  beginSignInToAll([status('globex')]);
  const run = await openPage([status('globex')]);
  run.stop();
  await openPage([status('globex')]);
  expect([run.getState().phase.type, asked.length]).toEqual(['resting', 1]);
});

describe('with several accounts', () => {
  const list = [usable('acme', 'user_grace', 2), usable('globex', 'user_ada', 1), status('umbrella')];

  test('the one that signed in last is used', async () => {
    beginSignInToAll([status('umbrella')]);
    await openPage(list);
    expect(asked[0]?.options?.loginHint).toBe('user_grace@example.com');
  });

  test('an organization that the chosen account may not enter is left out, and named', async () => {
    beginSignInToAll([status('umbrella'), status('hooli')]);
    const account = async () => ({ email: 'ada@example.com', organizationIds: new Set(['org_hooli']) });
    const run = await openPage([...list, status('hooli')], { account });
    expect(asked.map(({ slugs, options }) => [slugs, options?.loginHint])).toEqual([
      [['hooli'], 'ada@example.com'],
    ]);
    expect(run.getState().skipped.get('org_umbrella')).toBe('other_account');
  });

  test('an account that cannot be read does not stop it', async () => {
    beginSignInToAll([status('umbrella')]);
    await openPage(list, { account: () => Promise.reject(new Error('No response.')) });
    expect(asked.map(({ slugs, options }) => [slugs, options?.loginHint])).toEqual([[['umbrella'], null]]);
  });
});

test('disposed, it does nothing any more, and the run is kept for the next page', async () => {
  refusals = [new KeyringError('temporarily_unavailable', 'Later.', { retryAfter: 20 })];
  beginSignInToAll([status('globex')]);
  const run = await openPage([status('globex')]);
  run.dispose();
  expect(vi.getTimerCount()).toBe(0);
  page.dispatchEvent(new Event('online'));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toHaveLength(1);
  await openPage([status('globex')]);
  expect(asked).toHaveLength(2);
});

test('a session of which a refusal is known needs input', () => {
  const lost = (reason: 'revoked' | 'wrong_user'): SessionStatus =>
    status('acme', { status: 'needs-authorization', reason, user: null });
  expect([lost('revoked'), lost('wrong_user'), usable('acme')].map(canSignInSilently)).toEqual([
    true,
    false,
    false,
  ]);
});

test('where a credential of this device can sign in, no page leaves; only what it is refused is left', async () => {
  const lost: SessionState = { status: 'needs-authorization', reason: 'sso_required', user: null };
  silent = (slug) => (slug === 'initech' ? status(slug, lost) : usable(slug));
  const run = await openPage([usable('acme'), status('globex'), status('initech'), status('umbrella')]);
  run.begin();
  await vi.advanceTimersByTimeAsync(0);
  expect([run.getState().phase.type, asked]).toEqual(['resting', []]);
});

test('what no credential can sign in to leads through AuthKit, and nothing else does', async () => {
  silent = (slug) => (slug === 'globex' ? usable(slug) : undefined);
  const run = await openPage([usable('acme'), status('globex'), status('umbrella')]);
  run.begin();
  await vi.advanceTimersByTimeAsync(0);
  expect(asked.map(({ slugs }) => slugs)).toEqual([['umbrella']]);
});

test('without room in the rate limit it pauses, and goes on by itself with the rest', async () => {
  let calls = 0;
  silent = (slug) => {
    calls += 1;
    if (calls === 2)
      throw new KeyringError('temporarily_unavailable', 'Too many sign-ins within a minute.', {
        retryAfter: 7,
      });
    return usable(slug);
  };
  const run = await openPage([usable('acme'), status('globex'), status('umbrella')]);
  run.begin();
  await vi.advanceTimersByTimeAsync(0);
  expect(run.getState().phase.type).toBe('paused');
  await vi.advanceTimersByTimeAsync(7_000);
  expect([run.getState().phase.type, calls, asked]).toEqual(['resting', 3, []]);
});

describe('without room in the rate limit, a run with nothing left does not pause', () => {
  const noRoom = new KeyringError('temporarily_unavailable', 'Too many sign-ins within a minute.', {
    retryAfter: 7,
  });

  test('because another tab opened the last organization before the run came to it', async () => {
    const silentlyAsked: string[] = [];
    const opened = [usable('acme'), usable('globex'), usable('umbrella')];
    silent = (slug) => {
      silentlyAsked.push(slug);
      if (slug !== 'globex') throw noRoom;
      run.setOrganizations(opened);
      return usable(slug);
    };
    const run = await openPage([usable('acme'), status('globex'), status('umbrella')]);
    run.begin();
    await vi.advanceTimersByTimeAsync(0);
    expect([run.getState().phase, silentlyAsked]).toEqual([{ type: 'resting' }, ['globex']]);
  });

  test('because another tab opened it while its request was refused', async () => {
    silent = (slug) => {
      if (slug !== 'umbrella') return usable(slug);
      run.setOrganizations([usable('acme'), usable('globex'), usable('umbrella')]);
      throw noRoom;
    };
    const run = await openPage([usable('acme'), status('globex'), status('umbrella')]);
    run.begin();
    await vi.advanceTimersByTimeAsync(0);
    expect(run.getState().phase).toEqual({ type: 'resting' });
  });

  test('because another tab opened it during the pause', async () => {
    silent = () => {
      throw noRoom;
    };
    const run = await openPage([usable('acme'), status('globex')]);
    run.begin();
    await vi.advanceTimersByTimeAsync(0);
    expect(run.getState().phase.type).toBe('paused');
    // A list that is still being read says nothing about what is left.
    run.setOrganizations([], false);
    expect(run.getState().phase.type).toBe('paused');
    run.setOrganizations([usable('acme'), usable('globex')]);
    expect([run.getState().phase, vi.getTimerCount()]).toEqual([{ type: 'resting' }, 0]);
    await openPage([usable('acme'), status('globex')]);
    expect(asked).toEqual([]);
  });
});

test('the list that changes while a silent sign-in is under way begins no second attempt', async () => {
  const organizations = [usable('acme'), status('globex'), status('initech')];
  const tried: string[] = [];
  const keyring = {
    getSnapshot: () => EMPTY_SNAPSHOT,
    signInSilently: async (slug: string) => {
      tried.push(slug);
      await new Promise((resolve) => setTimeout(resolve, 10));
      return status(slug);
    },
    signInToAll: async (slugs: readonly string[]) => void asked.push({ slugs, options: undefined }),
  };
  const run = createSignInToAll(keyring);
  opened.push(run);
  run.setOrganizations(organizations);
  run.begin();
  for (let changes = 0; changes < 5; changes += 1) {
    await vi.advanceTimersByTimeAsync(2);
    run.setOrganizations([...organizations]);
  }
  await vi.advanceTimersByTimeAsync(100);
  expect([tried, asked.length]).toEqual([['globex', 'initech'], 1]);
});
