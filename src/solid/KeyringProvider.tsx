import {
  type Accessor,
  createContext,
  createMemo,
  createSignal,
  onCleanup,
  type ParentProps,
  useContext,
} from 'solid-js';
import type {
  Keyring,
  KeyringSnapshot,
  OrganizationChange,
  SessionStatus,
  StorageState,
} from '../client/index.ts';

/** What components get of the keyring. */
export interface KeyringContext {
  readonly keyring: Keyring;
  readonly organizationChange: OrganizationChange;
  /** Every session of this device, kept up to date by the worker. */
  readonly sessions: Accessor<readonly SessionStatus[]>;
  /** How many sessions are here whose organization could not be named yet; {@link sessions} lists the others. */
  readonly unnamed: Accessor<number>;
  /** `memory`: sessions cannot be saved on this device right now, and a person should know. */
  readonly storage: Accessor<StorageState>;
  /** Whether a new version waits for a reload of this page. */
  readonly isUpdated: Accessor<boolean>;
}

const Context = createContext<KeyringContext>();

/**
 * Gives the keyring to the components below.
 *
 * @param props.initialSnapshot what `keyring.snapshot()` answered before rendering, so nothing flickers
 * @example
 * render(() => <KeyringProvider {...await start()}><App /></KeyringProvider>, root);
 */
export function KeyringProvider(
  props: ParentProps<{
    keyring: Keyring;
    organizationChange: OrganizationChange;
    initialSnapshot: KeyringSnapshot;
  }>,
) {
  const [snapshot, setSnapshot] = createSignal(props.initialSnapshot);
  const sessions = createMemo(() => snapshot().sessions);
  const unnamed = createMemo(() => snapshot().unnamed);
  const storage = createMemo(() => snapshot().storage);
  onCleanup(
    props.keyring.subscribe((event) => {
      if (event.type === 'sessions-changed') setSnapshot(event);
    }),
  );
  const [isUpdated, setIsUpdated] = createSignal(false);
  props.keyring.onUpdate(() => setIsUpdated(true));
  // A page that was frozen heard nothing meanwhile.
  const catchUp = (event: PageTransitionEvent): void => {
    if (event.persisted) props.keyring.snapshot().then(setSnapshot, () => {});
  };
  addEventListener('pageshow', catchUp);
  onCleanup(() => removeEventListener('pageshow', catchUp));

  return (
    <Context.Provider
      value={{
        keyring: props.keyring,
        organizationChange: props.organizationChange,
        sessions,
        unnamed,
        storage,
        isUpdated,
      }}
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
