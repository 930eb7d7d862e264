import { useSyncExternalStore } from 'react';
import { type Keyring, type SessionStatus, TabOrganization } from '../client/index.ts';
import { useKeyring } from './KeyringProvider.tsx';

/** One for each keyring: all components of a page share its listeners, and Strict Mode creates no second one. */
const tabs = new WeakMap<Keyring, TabOrganization>();

function tabOf(keyring: Keyring): TabOrganization {
  const tab = tabs.get(keyring) ?? new TabOrganization(keyring);
  tabs.set(keyring, tab);
  return tab;
}

/** The organization of this tab. */
export interface CurrentOrganization {
  /** The organization and its session. `undefined`: there is none, or the URL is still looked up. */
  readonly status: SessionStatus | undefined;
  /** Makes another organization this tab's own, for apps whose URLs name none. It sends no request. */
  readonly choose: TabOrganization['choose'];
}

/**
 * The organization that this tab works in: the one of its URL, or else the one that was chosen in this tab. A reloaded or
 * duplicated tab keeps it.
 *
 * @throws Error outside of a `KeyringProvider`
 * @example
 * const { status, choose } = useOrganization();
 * return <button onClick={() => choose('globex')}>{status?.organization.name}</button>;
 */
export function useOrganization(): CurrentOrganization {
  const tab = tabOf(useKeyring());
  const status = useSyncExternalStore(tab.subscribe, tab.getStatus, tab.getStatus);
  return { status, choose: tab.choose };
}
