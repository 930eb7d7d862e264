import {
  type Accessor,
  createContext,
  createMemo,
  from,
  type JSX,
  type ParentProps,
  Show,
  useContext,
} from 'solid-js';
import type {
  Confirmation,
  Keyring,
  KeyringSnapshot,
  OrganizationChange,
  SessionState,
  SessionStatus,
  StorageState,
} from '../client/index.ts';
import { Concealed } from './Concealed.tsx';

/** What components get of the keyring. */
export interface KeyringContext {
  readonly keyring: Keyring;
  readonly organizationChange: OrganizationChange;
  /** Every session of this device, kept up to date. */
  readonly sessions: Accessor<readonly SessionStatus[]>;
  /** Number of sessions whose organization has no name yet; {@link sessions} lists the others. */
  readonly unnamed: Accessor<number>;
  /** The session of a user who belongs to no organization; `undefined`: there is none. */
  readonly withoutOrganization: Accessor<SessionState | undefined>;
  /** `memory`: sessions cannot be saved on this device right now. Tell the user. */
  readonly storage: Accessor<StorageState>;
  /** Whether a new version waits for a reload of this page. */
  readonly isUpdateAvailable: Accessor<boolean>;
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
 * @param props.unconfirmed what to show while the components are hidden; `check` is for a retry button
 * @example
 * const keyring = await connectKeyring();
 * render(
 *   () => (
 *     <KeyringProvider keyring={keyring} organizationChange={organizationChange}>
 *       <App />
 *     </KeyringProvider>
 *   ),
 *   root,
 * );
 */
export function KeyringProvider(
  props: ParentProps<{
    keyring: Keyring;
    organizationChange: OrganizationChange;
    unconfirmed?: ((reason: Unconfirmed, check: () => void) => JSX.Element) | undefined;
  }>,
) {
  const { keyring, organizationChange } = props;
  const snapshot = from<KeyringSnapshot>(
    (set) => keyring.subscribe(() => set(keyring.getSnapshot())),
    keyring.getSnapshot(),
  );
  const part = <K extends keyof KeyringSnapshot>(name: K): Accessor<KeyringSnapshot[K]> =>
    createMemo(() => snapshot()[name]);
  const context: KeyringContext = {
    keyring,
    organizationChange,
    sessions: part('sessions'),
    unnamed: part('unnamed'),
    withoutOrganization: part('withoutOrganization'),
    storage: part('storage'),
    isUpdateAvailable: part('isUpdateAvailable'),
    confirmation: part('confirmation'),
  };
  const reason = createMemo(() => {
    const current = context.confirmation();
    return current === 'confirmed' ? undefined : current;
  });
  // The result of the check is in the snapshot, also when it fails.
  const check = (): void => void keyring.check().catch(() => {});

  return (
    <>
      <Context.Provider value={context}>
        <Concealed when={reason() !== undefined}>{props.children}</Concealed>
      </Context.Provider>
      <Show when={reason()} keyed>
        {(current) => props.unconfirmed?.(current, check)}
      </Show>
    </>
  );
}

/**
 * The keyring of the nearest {@link KeyringProvider}, and accessors of its snapshot.
 *
 * @throws Error outside of a {@link KeyringProvider}
 * @example
 * const { keyring, storage } = useKeyring();
 * <button onClick={() => keyring.signIn('acme')}>Sign in</button>
 */
export function useKeyring(): KeyringContext {
  const context = useContext(Context);
  if (context === undefined) throw new Error('useKeyring is used outside of <KeyringProvider>');
  return context;
}

/**
 * Whether the worker has confirmed the sessions that the page shows. Use it for what is visible outside of the document,
 * such as its title. Outside of a {@link KeyringProvider} no session is shown, so it is always `confirmed`.
 *
 * @example
 * const confirmation = useConfirmation();
 * createEffect(() => {
 *   document.title = confirmation() === 'confirmed' ? `${slug()} – Notes` : 'Notes';
 * });
 */
export function useConfirmation(): Accessor<Confirmation> {
  return useContext(Context)?.confirmation ?? (() => 'confirmed');
}
