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
    const { replace = false, state = null } = event.options ?? {};
    if (organizationChange.takeOver(event.to, { replace, state })) event.preventDefault();
  });
  return props.children;
}
