import {
  Fragment,
  type ReactNode,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import {
  createSessionGuard,
  type GuardState,
  type Keyring,
  type SessionGuard,
  type SessionGuardState,
  type SessionStatus,
} from '../client/index.ts';
import { useKeyring } from './KeyringProvider.tsx';

/** A guard, and what it was created for. */
interface CreatedGuard {
  readonly keyring: Keyring;
  readonly slug: string;
  readonly guard: SessionGuard;
}

/** Properties of {@link RequireSession}. */
export interface RequireSessionProps {
  /** The organization, as URLs name it. */
  readonly slug: string;
  /** What to show instead; `signIn` and `retry` are for its buttons. */
  readonly fallback: (
    state: GuardState,
    actions: { readonly signIn: () => void; readonly retry: () => void },
  ) => ReactNode;
  /** Rendered while there is a session, and after it was lost during use. */
  readonly children: (status: SessionStatus) => ReactNode;
}

const OPENING: SessionGuardState = { type: 'opening' };
const getOpening = (): SessionGuardState => OPENING;
const subscribeToNothing = () => () => {};

/**
 * Shows an organization only with a session for it, and signs in where there is none: without a click when its URL is
 * opened, with a click after a sign-out or a refusal. When a session is lost during use, the children stay as they are, so
 * that nothing typed is lost: their `status` says that it is lost, and `SessionLost` shows it.
 *
 * React mounts new children when the organization changes, or when another user has signed in to it. So no state of one
 * organization or of one user reaches the next.
 *
 * @throws Error outside of a `KeyringProvider`
 * @example
 * <RequireSession slug={slug} fallback={(state, { signIn }) => <Fallback state={state} signIn={signIn} />}>
 *   {(status) => <Notes status={status} />}
 * </RequireSession>
 */
export function RequireSession({ slug, fallback, children }: RequireSessionProps) {
  const keyring = useKeyring();
  const [created, setCreated] = useState<CreatedGuard>();
  const latest = useRef<CreatedGuard>(undefined);
  // An effect, because a guard may leave for the sign-in. A layout effect: a known session is shown in the first frame.
  useLayoutEffect(() => {
    // `Suspense` ends layout effects while it hides this component. The guard stays: it knows whether the session is in use.
    if (isFor(latest.current, keyring, slug)) return;
    latest.current?.guard.dispose();
    latest.current = { keyring, slug, guard: createSessionGuard(keyring, { organization: slug }) };
    setCreated(latest.current);
  }, [keyring, slug]);
  useEffect(
    () => () => {
      latest.current?.guard.dispose();
      // Strict Mode runs both effects again.
      latest.current = undefined;
    },
    [],
  );
  // The guard of the organization before must not decide about this one.
  const guard = isFor(created, keyring, slug) ? created?.guard : undefined;
  const state = useSyncExternalStore(
    guard?.subscribe ?? subscribeToNothing,
    guard?.getState ?? getOpening,
    getOpening,
  );
  const actions = { signIn: () => guard?.signIn(), retry: () => guard?.retry() };
  if (state.type !== 'shown') return <Fragment key={slug}>{fallback(state, actions)}</Fragment>;
  // The id, because a slug may come to name another organization while the page is open.
  const { status, userId } = state;
  return <Fragment key={status.organization.id + userId}>{children(status)}</Fragment>;
}

function isFor(created: CreatedGuard | undefined, keyring: Keyring, slug: string): boolean {
  return created?.keyring === keyring && created.slug === slug;
}
