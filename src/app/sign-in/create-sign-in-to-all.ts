import { type Accessor, batch, createEffect, createMemo, createSignal, onCleanup, untrack } from 'solid-js';
import { KeyringError, type SessionStatus } from '../../client/index.ts';
import { useKeyring } from '../../solid/index.ts';
import { createAccountFilter } from '../organizations/create-account-filter.ts';
import { useOrganizations } from '../organizations/OrganizationsProvider.tsx';
import { isStepBack } from '../ui/navigation.ts';
import { asProblem, problemWords } from '../ui/problem.ts';
import { beginRun, currentRun, endRun, isPlain, keepRun, type Run } from './sign-in-run.ts';

/** What a sign-in to all organizations is doing. */
export type RunPhase =
  /** Nothing goes on by itself: not begun, done, or stopped. */
  | { readonly type: 'resting'; readonly problem?: string }
  | { readonly type: 'starting' }
  /** The page leaves for AuthKit and will come back. */
  | { readonly type: 'leaving' }
  /** AuthKit takes no more for now. `until`: ms since the epoch */
  | { readonly type: 'paused'; readonly until: number }
  | { readonly type: 'offline' };

/** A sign-in to all organizations, as the page that shows it sees it. */
export interface SignInToAll {
  readonly phase: Accessor<RunPhase>;
  /** Those that will be signed in to without a question, in this order. */
  readonly waiting: Accessor<readonly SessionStatus[]>;
  /** What a click would sign in to now. */
  readonly possible: Accessor<readonly SessionStatus[]>;
  /** Why one was left out that could not even be asked for, as a code; and `other_account` for another account's. */
  readonly skippedFor: (status: SessionStatus) => string | undefined;
  readonly begin: () => void;
  readonly stop: () => void;
  /** Goes on when the network is back: the browser may be wrong about being offline, so a user can ask for it too. */
  readonly goOnOnline: () => void;
}

/**
 * Drives a sign-in to all organizations from navigation to navigation. All that it knows of what is done comes from
 * the list of organizations; of its own it keeps what it was begun for. So a reload neither loses nor repeats anything.
 */
export function createSignInToAll(): SignInToAll {
  const { keyring, sessions } = useKeyring();
  const { list, state } = useOrganizations();
  const [run, setRun] = createSignal(runToGoOnWith());
  const [phase, setPhase] = createSignal<RunPhase>(
    run() === undefined ? { type: 'resting' } : { type: 'starting' },
  );
  const { email, isOfAccount, learn } = createAccountFilter(sessions);
  const possible = createMemo(() => list().filter((status) => isPlain(status) && isOfAccount(status)));
  const waiting = createMemo(() => {
    const current = run();
    if (current === undefined) return [];
    const left = new Set(current.wanted);
    for (const { id } of current.skipped) left.delete(id);
    // A sign-in that was left at AuthKit is asked for again by a click, and never by itself.
    return possible().filter(
      ({ organization, session }) =>
        left.has(organization.id) && !(current.hasLeft && session.status === 'authorizing'),
    );
  });
  const skippedFor = (status: SessionStatus): string | undefined =>
    isOfAccount(status)
      ? run()?.skipped.find(({ id }) => id === status.organization.id)?.code
      : 'other_account';

  const keep = (next: Run): void => {
    keepRun(next);
    setRun(next);
  };
  const rest = (problem?: string): void => {
    endRun();
    setPhase(problem === undefined ? { type: 'resting' } : { type: 'resting', problem });
  };

  const skip = (
    current: Run,
    slugs: ReturnType<typeof slugsOf>,
    { organizationSlug, code }: KeyringError,
  ) => {
    const slug = organizationSlug ?? slugs[0];
    const id = waiting().find(({ organization }) => organization.slug === slug)?.organization.id;
    if (id === undefined) rest('This did not work. Try again.');
    else keep({ ...current, skipped: [...current.skipped, { id, code }] });
  };

  const goOn = async (): Promise<void> => {
    const current = run();
    if (current === undefined) return;
    const slugs = slugsOf(waiting());
    if (slugs.length === 0) return rest();
    const trigger = current.hasLeft ? 'automatic' : 'requested';
    keep({ ...current, hasLeft: true });
    setPhase({ type: 'leaving' });
    try {
      const [first = '', ...following] = slugs;
      await keyring.signInToAll([first, ...following], { trigger, loginHint: email() });
    } catch (error) {
      if (currentRun() === undefined) return;
      onRefused({ ...current, hasLeft: true }, slugs, error);
    }
  };

  const onRefused = (current: Run, slugs: readonly string[], error: unknown): void => {
    const refusal = error instanceof KeyringError ? error : undefined;
    if (refusal?.code === 'offline') setPhase({ type: 'offline' });
    else if (refusal !== undefined && SKIPPED.has(refusal.code)) {
      batch(() => {
        skip(current, slugs, refusal);
        if (currentRun() !== undefined) setPhase({ type: 'starting' });
      });
    } else if (refusal?.retryAfter != null) {
      setPhase({ type: 'paused', until: Date.now() + refusal.retryAfter * 1000 });
    } else rest(problemWords(asProblem(error)));
  };

  // The list is read before anything begins: what is done must not be done again.
  createEffect(() => {
    if (phase().type !== 'starting' || state() === 'loading') return;
    untrack(() => void learn().then(() => (phase().type === 'starting' ? goOn() : undefined)));
  });
  createEffect(() => {
    const current = phase();
    if (current.type !== 'paused') return;
    const timer = setTimeout(() => setPhase({ type: 'starting' }), Math.max(0, current.until - Date.now()));
    onCleanup(() => clearTimeout(timer));
  });
  const goOnOnline = (): void => {
    if (phase().type === 'offline') setPhase({ type: 'starting' });
  };
  const onPageShow = ({ persisted }: PageTransitionEvent): void => {
    if (persisted) rest();
  };
  addEventListener('online', goOnOnline);
  addEventListener('pageshow', onPageShow);
  onCleanup(() => {
    removeEventListener('online', goOnOnline);
    removeEventListener('pageshow', onPageShow);
  });

  const begin = (): void => {
    beginRun(possible());
    setRun(currentRun());
    setPhase({ type: 'starting' });
  };
  const stop = (): void => {
    // Also a navigation that is under way already.
    window.stop();
    rest();
  };
  return { phase, waiting, possible, skippedFor, begin, stop, goOnOnline };
}

/** Refusals that concern one organization; the others go on. */
const SKIPPED: ReadonlySet<string> = new Set([
  'authorization_in_progress',
  'authorization_limited',
  'organization_unknown',
]);

const slugsOf = (list: readonly SessionStatus[]): readonly string[] =>
  list.map(({ organization }) => organization.slug);

/** By the browser's button a person comes back who did not want to go on: nothing happens without a click. */
function runToGoOnWith(): Run | undefined {
  const run = currentRun();
  if (run?.hasLeft !== true || !isStepBack()) return run;
  endRun();
  return undefined;
}
