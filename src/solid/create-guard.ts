import { type Accessor, createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js';
import { isUsable, type Keyring, type OrganizationSlug, type SessionStatus } from '../client/index.ts';
import {
  asKeyringError,
  failedState,
  type GuardState,
  isFresh,
  isRenewable,
  LEAVING,
  refusedState,
  WAITING,
} from './guard-state.ts';

/** How long a page may take to be gone once it leaves, ms: after that somebody may have stopped it. */
const LEAVING_PATIENCE = 5_000;
/** How often a tab that is looked at asks whether another one's login still counts, ms: that one may be closed. */
const WAITING_INTERVAL = 15_000;

/**
 * The organization is shown. `isConfirmed`: its session has had a valid access token since. Until then it may turn out
 * to have ended before the page was opened, which is then dealt with as at any opening.
 */
interface Entered {
  readonly type: 'entered';
  readonly isConfirmed: boolean;
}
const ENTERED: Entered = { type: 'entered', isConfirmed: true };
const UNCONFIRMED: Entered = { type: 'entered', isConfirmed: false };

/** What tells that a person uses a page. */
const INPUT_EVENTS = ['pointerdown', 'keydown', 'input'] as const;

/** What stands between a page and its organization. */
export interface Guard {
  /** Why the organization is not shown; `undefined`: it is. */
  readonly blocked: Accessor<GuardState | undefined>;
  /** The session as it was last told, also after it is lost. */
  readonly status: Accessor<SessionStatus | undefined>;
  /** For a click. */
  readonly signIn: () => void;
  readonly retry: () => void;
}

/**
 * Opens an organization, and gets a session for it where none is. No state needs a reload to be left: each goes on by
 * itself, or has a button.
 *
 * @param slug the organization of the URL
 * @param sessions every session of this device, live
 */
export function createGuard(
  keyring: Pick<Keyring, 'openOrganization' | 'signIn'>,
  slug: Accessor<OrganizationSlug>,
  sessions: Accessor<readonly SessionStatus[]>,
): Guard {
  const [state, setState] = createSignal<GuardState | Entered>({ type: 'opening' });
  const [opened, setOpened] = createSignal<SessionStatus>();
  let turn = 0;
  let leavingTimer: ReturnType<typeof setTimeout> | undefined;
  /** Whether anything was typed or pressed since the organization was opened. */
  let hasInput = false;
  onCleanup(() => clearTimeout(leavingTimer));

  const listed = createMemo(() => sessions().find(({ organization }) => organization.slug === slug()));
  const status = createMemo(() => listed() ?? openedOf(slug()));
  function openedOf(wanted: OrganizationSlug): SessionStatus | undefined {
    const last = opened();
    return last?.organization.slug === wanted ? last : undefined;
  }

  const signIn = async (trigger: 'automatic' | 'requested'): Promise<void> => {
    turn += 1;
    const mine = turn;
    clearTimeout(leavingTimer);
    // A tab that waits asks again and again, and is refused: it shows nothing of that.
    if (state().type !== 'waiting' || trigger === 'requested') setState(LEAVING);
    try {
      await keyring.signIn(slug(), { trigger });
      if (mine !== turn) return;
      setState(LEAVING);
      leavingTimer = setTimeout(() => {
        if (state().type === 'leaving') setState({ type: 'leaving', isStuck: true });
      }, LEAVING_PATIENCE);
    } catch (error) {
      if (mine === turn) setState(refusedState(asKeyringError(error), status()));
    }
  };

  /** Nobody answers a login in a tab that is out of sight: it waits until it is looked at, or somebody signed in. */
  const signInWhenSeen = async (): Promise<void> => {
    if (document.visibilityState === 'visible') await signIn('automatic');
    else setState(WAITING);
  };

  /** Shows the organization. What was confirmed since it was opened stays so. */
  const enter = (current: SessionStatus): void => {
    const now = state();
    if (now.type !== 'entered' || !now.isConfirmed) setState(enteredWith(current));
  };

  /** Whether the organization is shown and a person may be using what they see. */
  const isInUse = (): boolean => {
    const now = state();
    return now.type === 'entered' && (now.isConfirmed || hasInput);
  };

  /** A session was lost before the organization was opened, or was not there at all. */
  const askForSession = async (current: SessionStatus, mayRedirect: boolean): Promise<void> => {
    if (mayRedirect && isRenewable(current)) await signInWhenSeen();
    else setState({ type: 'prompt', status: current, isLimited: false });
  };

  const open = async (mayRedirect: boolean): Promise<void> => {
    turn += 1;
    const mine = turn;
    clearTimeout(leavingTimer);
    hasInput = false;
    const known = status();
    // A session whose access token has expired is let in too: cached data is shown while the token is refreshed.
    if (known !== undefined && isUsable(known.session)) setState(enteredWith(known));
    else if (state().type !== 'waiting') setState({ type: 'opening' });
    try {
      const current = await keyring.openOrganization(slug());
      if (mine !== turn) return;
      setOpened(current);
      if (isUsable(current.session)) enter(current);
      else if (!isInUse()) await askForSession(current, mayRedirect);
    } catch (error) {
      if (mine !== turn) return;
      const failure = failedState(asKeyringError(error));
      if (state().type !== 'entered' || failure.type === 'not-found') setState(failure);
    }
  };

  createEffect(on(slug, () => void open(true)));

  // What another tab did counts here too: a sign-in lets this page in, a sign-out clears what it shows.
  createEffect(
    on(listed, (current, before) => {
      if (current === undefined && before?.organization.slug !== slug()) return;
      // A session that is listed no longer was forgotten with everything else: somebody signed out everywhere.
      const latest = current ?? before;
      if (latest === undefined) return;
      const told: SessionStatus = current ?? { ...latest, session: { status: 'absent' } };
      setOpened(told);
      const now = state();
      const isEnterable = isIdle(now) || now.type === 'entered';
      if (isUsable(told.session) && isEnterable) enter(told);
      else if (now.type === 'entered' && !isInUse() && told.session.status === 'needs-authorization')
        void askForSession(told, true);
      // The tab that this one waits for was refused: waiting on would be for nothing.
      else if (now.type === 'waiting' && told.session.status === 'needs-authorization' && !isRenewable(told))
        setState({ type: 'prompt', status: told, isLimited: false });
      const isOut = current === undefined || told.session.status === 'signed-out';
      if (isOut && now.type !== 'leaving') setState({ type: 'prompt', status: told, isLimited: false });
    }),
  );

  /** A tab that waits is looked at: it asks, unless another one still does. */
  const onLook = (): void => {
    if (document.visibilityState === 'visible' && state().type === 'waiting') void open(true);
  };
  // A tab that waits for one that was closed at AuthKit would wait for ever.
  const isWaiting = createMemo(() => state().type === 'waiting');
  createEffect(() => {
    if (!isWaiting()) return;
    const timer = setInterval(onLook, WAITING_INTERVAL);
    onCleanup(() => clearInterval(timer));
  });
  const onOnline = (): void => {
    if (state().type === 'failed') void open(true);
  };
  // Back from AuthKit without having signed in: leaving again at once would trap the person there.
  const onPageShow = (event: PageTransitionEvent): void => {
    if (event.persisted && state().type === 'leaving') void open(false);
  };
  const onInput = (): void => {
    hasInput = true;
  };
  for (const type of INPUT_EVENTS) document.addEventListener(type, onInput, { capture: true });
  document.addEventListener('visibilitychange', onLook);
  addEventListener('online', onOnline);
  addEventListener('pageshow', onPageShow);
  onCleanup(() => {
    for (const type of INPUT_EVENTS) document.removeEventListener(type, onInput, { capture: true });
    document.removeEventListener('visibilitychange', onLook);
    removeEventListener('online', onOnline);
    removeEventListener('pageshow', onPageShow);
  });

  const blocked = createMemo(() => {
    const current = state();
    return current.type === 'entered' ? undefined : current;
  });
  return { blocked, status, signIn: () => void signIn('requested'), retry: () => void open(true) };
}

function enteredWith(status: SessionStatus): Entered {
  return isFresh(status) ? ENTERED : UNCONFIRMED;
}

/** Whether nothing is under way in this page that ends by itself. */
function isIdle(state: { readonly type: string; readonly isStuck?: boolean }): boolean {
  return ['waiting', 'prompt', 'failed'].includes(state.type) || state.isStuck === true;
}
