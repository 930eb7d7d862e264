import {
  type Accessor,
  createEffect,
  createMemo,
  createSignal,
  type JSX,
  Match,
  on,
  onCleanup,
  Switch,
} from 'solid-js';
import {
  type AuthorizationReason,
  isUsable,
  KeyringError,
  type OrganizationSlug,
  type SessionStatus,
} from '../client/index.ts';
import { useKeyring } from './KeyringProvider.tsx';

/** Why the organization is not shown yet, or not shown at all. */
export type GuardState =
  /** The worker looks the organization up and renews its token. */
  | { readonly type: 'opening' }
  /** The page is about to leave for AuthKit. */
  | { readonly type: 'leaving' }
  /** Another tab is signing in to this organization, or this one is out of sight: it goes on when there is a session. */
  | { readonly type: 'waiting' }
  /** Only a click may go on: after a sign-out, a refusal, or too many redirects. */
  | { readonly type: 'prompt'; readonly status: SessionStatus; readonly isLimited: boolean }
  | { readonly type: 'not-found' }
  | { readonly type: 'failed'; readonly error: KeyringError };

/** Reasons after which signing in again, without asking, is what a person expects who opens the organization. */
const RENEWABLE: ReadonlySet<AuthorizationReason> = new Set([
  'expired',
  'revoked',
  'sso_required',
  'mfa_enrollment',
]);

/**
 * Shows an organization only with a session for it, and gets one where none is: without a click on opening its URL,
 * with a click after a sign-out or a refusal. A session that is lost in mid-use keeps `children` as they are, so that
 * nothing typed is lost: `status` says so, and they show it.
 *
 * @param props.slug the organization of the URL
 * @param props.fallback what to show instead; `signIn` and `retry` are for its buttons
 * @param props.children rendered while there is, or was a moment ago, a session
 */
export function RequireSession(props: {
  slug: OrganizationSlug;
  fallback: (state: GuardState, actions: { signIn: () => void; retry: () => void }) => JSX.Element;
  children: (status: Accessor<SessionStatus>) => JSX.Element;
}) {
  const { keyring, sessions } = useKeyring();
  const [state, setState] = createSignal<GuardState | { readonly type: 'entered' }>({ type: 'opening' });
  const [opened, setOpened] = createSignal<SessionStatus>();
  let turn = 0;

  const listed = createMemo(() => sessions().find(({ organization }) => organization.slug === props.slug));
  const status = createMemo(() => listed() ?? openedOf(props.slug));
  function openedOf(slug: OrganizationSlug): SessionStatus | undefined {
    const last = opened();
    return last?.organization.slug === slug ? last : undefined;
  }

  const signIn = async (trigger: 'automatic' | 'requested'): Promise<void> => {
    const mine = turn;
    setState({ type: 'leaving' });
    try {
      await keyring.signIn(props.slug, { trigger });
    } catch (error) {
      if (mine === turn) setState(refusedState(asKeyringError(error), status()));
    }
  };

  /** Nobody answers a login in a tab that is out of sight: it waits until it is looked at, or somebody signed in. */
  const signInWhenSeen = async (): Promise<void> => {
    if (document.visibilityState === 'visible') await signIn('automatic');
    else setState({ type: 'waiting' });
  };

  const open = async (slug: OrganizationSlug, mayRedirect: boolean): Promise<void> => {
    turn += 1;
    const mine = turn;
    const known = status();
    if (known !== undefined && isFresh(known)) setState({ type: 'entered' });
    else if (state().type !== 'waiting') setState({ type: 'opening' });
    try {
      const current = await keyring.openOrganization(slug);
      if (mine !== turn) return;
      setOpened(current);
      if (isUsable(current.session)) setState({ type: 'entered' });
      else if (state().type === 'entered') return;
      else if (mayRedirect && isRenewable(current)) await signInWhenSeen();
      else setState({ type: 'prompt', status: current, isLimited: false });
    } catch (error) {
      if (mine !== turn) return;
      const failure = asKeyringError(error);
      if (state().type === 'entered' && failure.code !== 'organization_unknown') return;
      setState(
        failure.code === 'organization_unknown' ? { type: 'not-found' } : { type: 'failed', error: failure },
      );
    }
  };

  createEffect(
    on(
      () => props.slug,
      (slug) => void open(slug, true),
    ),
  );

  // What another tab did counts here too: a sign-in lets this page in, a sign-out clears what it shows.
  createEffect(
    on(listed, (current, before) => {
      if (current === undefined && before?.organization.slug !== props.slug) return;
      // A session that is listed no longer was forgotten with everything else: somebody signed out everywhere.
      const latest = current ?? before;
      if (latest === undefined) return;
      const told: SessionStatus = current ?? { ...latest, session: { status: 'absent' } };
      setOpened(told);
      const { type } = state();
      if (isUsable(told.session) && (type === 'waiting' || type === 'prompt')) setState({ type: 'entered' });
      // The tab that this one waits for was refused: waiting on would be for nothing.
      else if (type === 'waiting' && told.session.status === 'needs-authorization' && !isRenewable(told))
        setState({ type: 'prompt', status: told, isLimited: false });
      const isOut = current === undefined || told.session.status === 'signed-out';
      if (isOut && type !== 'leaving') setState({ type: 'prompt', status: told, isLimited: false });
    }),
  );

  // Back from AuthKit without having signed in: leaving again at once would trap the person there.
  const onPageShow = (event: PageTransitionEvent): void => {
    if (event.persisted && state().type === 'leaving') void open(props.slug, false);
  };
  addEventListener('pageshow', onPageShow);
  onCleanup(() => removeEventListener('pageshow', onPageShow));
  // A tab that waited is looked at now: it asks, unless another one still does.
  const onVisibilityChange = (): void => {
    if (document.visibilityState === 'visible' && state().type === 'waiting') void open(props.slug, true);
  };
  document.addEventListener('visibilitychange', onVisibilityChange);
  onCleanup(() => document.removeEventListener('visibilitychange', onVisibilityChange));

  const actions = { signIn: () => void signIn('requested'), retry: () => void open(props.slug, true) };
  const waitingState = createMemo(() => {
    const current = state();
    return current.type === 'entered' ? undefined : current;
  });
  return (
    <Switch>
      {/* Keyed: each state is a new page, so the fallback may simply read it. */}
      <Match when={waitingState()} keyed>
        {(current) => props.fallback(current, actions)}
      </Match>
      <Match when={status()}>{(current) => props.children(current)}</Match>
    </Switch>
  );
}

function isFresh({ session }: SessionStatus): boolean {
  return (
    (session.status === 'active' || session.status === 'refreshing') &&
    session.accessTokenExpiresAt > Date.now()
  );
}

function isRenewable({ session }: SessionStatus): boolean {
  if (session.status === 'needs-authorization') return RENEWABLE.has(session.reason);
  return session.status === 'absent' || session.status === 'authorizing';
}

function refusedState(error: KeyringError, status: SessionStatus | undefined): GuardState {
  if (error.code === 'authorization_in_progress') return { type: 'waiting' };
  if (error.code === 'authorization_limited' && status !== undefined)
    return { type: 'prompt', status, isLimited: true };
  return { type: 'failed', error };
}

function asKeyringError(error: unknown): KeyringError {
  if (error instanceof KeyringError) return error;
  return new KeyringError('temporarily_unavailable', 'Something went wrong on this page. Try again.');
}
