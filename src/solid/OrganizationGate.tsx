import { useBeforeLeave } from '@solidjs/router';
import type { ParentProps } from 'solid-js';
import { useKeyring } from './KeyringProvider.tsx';

/**
 * Puts a change of organization in order for `@solidjs/router`, which loads the next route's data before it changes
 * the URL. Wrap everything inside `<Router root={…}>` with it, once.
 *
 * @example
 * <Router root={(props) => <OrganizationGate>{props.children}</OrganizationGate>}>…</Router>
 */
export function OrganizationGate(props: ParentProps) {
  const { organizationChange } = useKeyring();
  useBeforeLeave((event) => {
    // Steps through the history arrive as numbers; their URL has changed already (OrganizationChange hears popstate).
    if (typeof event.to !== 'string') return;
    const { replace, state } = event.options ?? {};
    if (organizationChange.takeOver(event.to, { replace, state: replace ? withDepth(state) : state }))
      event.preventDefault();
  });
  return props.children;
}

/** The router counts its entries in `history.state`, and an entry that is replaced keeps its number. */
function withDepth(state: unknown): object {
  const entry: { readonly _depth?: unknown } | null = history.state;
  return { ...(typeof state === 'object' ? state : {}), _depth: entry?._depth };
}
