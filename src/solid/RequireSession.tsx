import {
  type Accessor,
  createComputed,
  createMemo,
  from,
  type JSX,
  Match,
  on,
  onCleanup,
  Show,
  Switch,
  untrack,
} from 'solid-js';
import { createSessionGuard, type GuardState, type SessionStatus } from '../client/index.ts';
import { useKeyring } from './KeyringProvider.tsx';

/**
 * Shows an organization only with a session for it, and signs in where there is none: without a click when its URL is
 * opened, with a click after a sign-out or a refusal. When a session is lost during use, `children` stay as they are, so
 * that nothing typed is lost: `status` says that it is lost, and they show it.
 *
 * Another organization gets new children, and so does another user who has signed in to it. So no state of one organization or
 * of one user reaches the next.
 *
 * @param props.slug the organization of the URL
 * @param props.fallback what to show instead; `signIn` and `retry` are for its buttons
 * @param props.children rendered while there is a session, and after it was lost during use
 * @throws Error outside of a `KeyringProvider`
 * @example
 * <RequireSession slug={slug()} fallback={(state, { signIn }) => <Fallback state={state} signIn={signIn} />}>
 *   {(status) => <h1>{status().organization.name}</h1>}
 * </RequireSession>
 */
export function RequireSession(props: {
  slug: string;
  fallback: (state: GuardState, actions: { signIn: () => void; retry: () => void }) => JSX.Element;
  children: (status: Accessor<SessionStatus>) => JSX.Element;
}) {
  const { keyring } = useKeyring();
  const guard = createSessionGuard(keyring, { organization: untrack(() => props.slug) });
  const { signIn, retry } = guard;
  onCleanup(() => guard.dispose());
  const state = from((set) => guard.subscribe(() => set(guard.getState())), guard.getState());
  createComputed(
    on(
      () => props.slug,
      (slug) => guard.setOrganization(slug),
      { defer: true },
    ),
  );
  const blocked = createMemo(() => {
    const current = state();
    return current.type === 'shown' ? undefined : current;
  });
  const status = createMemo(() => {
    const current = state();
    return current.type === 'shown' ? current.status : undefined;
  });
  const shownFor = createMemo(() => {
    const current = state();
    return current.type === 'shown' ? current.status.organization.id + current.userId : undefined;
  });
  return (
    <Switch>
      {/* Keyed: each state is a new page, so the fallback may simply read it. */}
      <Match when={blocked()} keyed>
        {(current) => props.fallback(current, { signIn, retry })}
      </Match>
      {/* Solid calls only a function with a parameter. */}
      <Match when={shownFor()} keyed>
        {(_) => <Show when={status()}>{(current) => props.children(current)}</Show>}
      </Match>
    </Switch>
  );
}
