import {
  type Accessor,
  createContext,
  createSignal,
  onCleanup,
  type ParentProps,
  useContext,
} from 'solid-js';
import type { Keyring, OrganizationChange, SessionStatus } from '../client/index.ts';

/** What components get of the keyring. */
export interface KeyringContext {
  readonly keyring: Keyring;
  readonly organizationChange: OrganizationChange;
  /** Every session of this device, kept up to date by the worker. */
  readonly sessions: Accessor<readonly SessionStatus[]>;
}

const Context = createContext<KeyringContext>();

/**
 * Gives the keyring to the components below.
 *
 * @param props.initialSessions what `keyring.listSessions()` answered before rendering, so nothing flickers
 * @example
 * render(() => <KeyringProvider {...await start()}><App /></KeyringProvider>, root);
 */
export function KeyringProvider(
  props: ParentProps<{
    keyring: Keyring;
    organizationChange: OrganizationChange;
    initialSessions: readonly SessionStatus[];
  }>,
) {
  const [sessions, setSessions] = createSignal(props.initialSessions);
  onCleanup(
    props.keyring.subscribe((event) => {
      if (event.type === 'sessions-changed') setSessions(event.sessions);
    }),
  );
  // A page that was frozen heard nothing meanwhile.
  const catchUp = (event: PageTransitionEvent): void => {
    if (event.persisted) props.keyring.listSessions().then(setSessions, () => {});
  };
  addEventListener('pageshow', catchUp);
  onCleanup(() => removeEventListener('pageshow', catchUp));

  return (
    <Context.Provider
      value={{ keyring: props.keyring, organizationChange: props.organizationChange, sessions }}
    >
      {props.children}
    </Context.Provider>
  );
}

/** The keyring of the nearest {@link KeyringProvider}. @throws Error outside of one */
export function useKeyring(): KeyringContext {
  const context = useContext(Context);
  if (context === undefined) throw new Error('useKeyring is used outside of <KeyringProvider>');
  return context;
}
