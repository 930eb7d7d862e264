import { type Accessor, type JSX, Match, Switch } from 'solid-js';
import type { OrganizationSlug, SessionStatus } from '../client/index.ts';
import { createGuard } from './create-guard.ts';
import type { GuardState } from './guard-state.ts';
import { useKeyring } from './KeyringProvider.tsx';

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
  const { blocked, status, ...actions } = createGuard(keyring, () => props.slug, sessions);
  return (
    <Switch>
      {/* Keyed: each state is a new page, so the fallback may simply read it. */}
      <Match when={blocked()} keyed>
        {(current) => props.fallback(current, actions)}
      </Match>
      <Match when={status()}>{(current) => props.children(current)}</Match>
    </Switch>
  );
}
