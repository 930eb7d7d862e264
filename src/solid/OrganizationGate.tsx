import { useBeforeLeave } from '@solidjs/router';
import type { ParentProps } from 'solid-js';
import { useKeyring } from './KeyringProvider.tsx';

/**
 * Announces a change of organization to the worker before `@solidjs/router` loads the next route's data: that router
 * loads before it changes the URL. Wrap everything inside `<Router root={…}>` with it, once.
 *
 * @throws Error outside of a `KeyringProvider`
 * @example
 * <Router root={(props) => <OrganizationGate>{props.children}</OrganizationGate>} />
 */
export function OrganizationGate(props: ParentProps) {
  const { organizationChange } = useKeyring();
  useBeforeLeave((event) => {
    // A step through the history is a number. Its URL has changed already, and OrganizationChange handles its popstate.
    if (typeof event.to !== 'string') return;
    const { replace, state } = event.options ?? {};
    if (organizationChange.takeOver(event.to, { replace, state: replace ? withDepth(state) : state }))
      event.preventDefault();
  });
  return props.children;
}

/** The router numbers its entries in `history.state`. An entry that is replaced keeps its number. */
function withDepth(state: unknown): object {
  const entry: { readonly _depth?: unknown } | null = history.state;
  return { ...(typeof state === 'object' ? state : {}), _depth: entry?._depth };
}
