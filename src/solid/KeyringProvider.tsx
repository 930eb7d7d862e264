import {
  type Accessor,
  createContext,
  createMemo,
  createSignal,
  type JSX,
  onCleanup,
  type ParentProps,
  Show,
  useContext,
} from 'solid-js';
import {
  type Confirmation,
  type Keyring,
  type KeyringSnapshot,
  type OrganizationChange,
  type SessionStatus,
  type StorageState,
  watchSessions,
} from '../client/index.ts';
import { Concealed } from './Concealed.tsx';

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
  /** Whether the worker has confirmed the sessions that are shown; until then the components below are hidden. */
  readonly confirmation: Accessor<Confirmation>;
}

/** Why the components below a {@link KeyringProvider} are hidden. */
export type Unconfirmed = Exclude<Confirmation, 'confirmed'>;

const Context = createContext<KeyringContext>();

/**
 * Gives the keyring to the components below, and hides them whenever the sessions that they show are not confirmed: on
 * a page that comes back from the back/forward cache, from being frozen, or from the background (R54).
 *
 * @param props.initialSnapshot what `keyring.snapshot()` returned before rendering, so nothing flickers
 * @param props.unconfirmed what to show while the components are hidden; `check` is for a retry button
 * @example
 * render(() => <KeyringProvider {...await start()}><App /></KeyringProvider>, root);
 */
export function KeyringProvider(
  props: ParentProps<{
    keyring: Keyring;
    organizationChange: OrganizationChange;
    initialSnapshot: KeyringSnapshot;
    unconfirmed?: (reason: Unconfirmed, check: () => void) => JSX.Element;
  }>,
) {
  // A reading without news must not redraw anything: it may happen between the press and the release of a button.
  const [snapshot, setSnapshot] = createSignal(props.initialSnapshot, { equals: isSame });
  const sessions = createMemo(() => snapshot().sessions);
  const unnamed = createMemo(() => snapshot().unnamed);
  const storage = createMemo(() => snapshot().storage);
  const [confirmation, setConfirmation] = createSignal<Confirmation>('confirmed');
  const { check, stop } = watchSessions(props.keyring, {
    onSnapshot: setSnapshot,
    onConfirmation: setConfirmation,
  });
  onCleanup(stop);
  const [isUpdated, setIsUpdated] = createSignal(false);
  onCleanup(props.keyring.onUpdate(() => setIsUpdated(true)));
  const reason = createMemo(() => {
    const current = confirmation();
    return current === 'confirmed' ? undefined : current;
  });

  return (
    <>
      <Context.Provider
        value={{
          keyring: props.keyring,
          organizationChange: props.organizationChange,
          sessions,
          unnamed,
          storage,
          isUpdated,
          confirmation,
        }}
      >
        <Concealed when={reason() !== undefined}>{props.children}</Concealed>
      </Context.Provider>
      <Show when={reason()} keyed>
        {(current) => props.unconfirmed?.(current, check)}
      </Show>
    </>
  );
}

function isSame(before: KeyringSnapshot, after: KeyringSnapshot): boolean {
  const text = ({ sessions, unnamed, storage }: KeyringSnapshot): string =>
    JSON.stringify({ sessions, unnamed, storage });
  return text(before) === text(after);
}

/** The keyring of the nearest {@link KeyringProvider}. @throws Error outside of one */
export function useKeyring(): KeyringContext {
  const context = useContext(Context);
  if (context === undefined) throw new Error('useKeyring is used outside of <KeyringProvider>');
  return context;
}

/**
 * Whether the worker has confirmed the sessions that the page shows: for what is visible outside of the document, as
 * its title is. Always `confirmed` outside of a {@link KeyringProvider}, where nothing of a session is shown.
 */
export function useConfirmation(): Accessor<Confirmation> {
  return useContext(Context)?.confirmation ?? (() => 'confirmed');
}
