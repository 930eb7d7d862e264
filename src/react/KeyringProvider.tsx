import {
  createContext,
  type ReactNode,
  useContext,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import type { Confirmation, Keyring, KeyringSnapshot } from '../client/index.ts';

const Context = createContext<Keyring | undefined>(undefined);

/** Why the components below a {@link KeyringProvider} are hidden. */
export type Unconfirmed = Exclude<Confirmation, 'confirmed'>;

/** Properties of {@link KeyringProvider}. */
export interface KeyringProviderProps {
  /** What `connectKeyring()` resolved with. */
  readonly keyring: Keyring;
  /** What to show while the components are hidden; `check` is for a retry button. Default: nothing. */
  readonly unconfirmed?: ((reason: Unconfirmed, check: () => void) => ReactNode) | undefined;
  readonly children?: ReactNode | undefined;
}

/**
 * Gives the keyring to the components below, and hides them whenever the sessions that they show are not confirmed: on a
 * page that comes back from the back/forward cache, from being frozen, or from the background (R54). They keep their state.
 *
 * @example
 * const keyring = await connectKeyring();
 * createRoot(root).render(<KeyringProvider keyring={keyring}><App /></KeyringProvider>);
 */
export function KeyringProvider({ keyring, unconfirmed, children }: KeyringProviderProps) {
  const getConfirmation = () => keyring.getSnapshot().confirmation;
  const confirmation = useSyncExternalStore(keyring.subscribe, getConfirmation, getConfirmation);
  const isHidden = confirmation !== 'confirmed';
  const content = useRef<HTMLDivElement>(null);
  // Hidden from the start if nothing is confirmed yet. React does not change this style, because it stays the same.
  const [display] = useState(isHidden ? 'none' : 'contents');
  // Browsers drop scroll position and focus of a page without content, so they are read before.
  useLayoutEffect(() => {
    const element = content.current;
    if (element === null) return;
    const { style } = element;
    if (!isHidden) {
      // React writes the first style again when a `Suspense` around this component shows it again.
      style.display = 'contents';
      return;
    }
    const scroll = { left: scrollX, top: scrollY };
    const active = document.activeElement;
    const focused = active instanceof HTMLElement && element.contains(active) ? active : null;
    style.display = 'none';
    return () => {
      style.display = 'contents';
      scrollTo({ ...scroll, behavior: 'instant' });
      const isFocusLost = document.activeElement === null || document.activeElement === document.body;
      if (isFocusLost) focused?.focus({ preventScroll: true });
    };
  }, [isHidden]);
  // The result of the check is in the snapshot, also when it fails.
  const check = (): void => void keyring.check().catch(() => {});
  return (
    <Context.Provider value={keyring}>
      {/* `contents`: the element has no box of its own, so it changes no layout. */}
      <div ref={content} style={{ display }}>
        {children}
      </div>
      {isHidden && unconfirmed?.(confirmation, check)}
    </Context.Provider>
  );
}

/**
 * The keyring of the nearest {@link KeyringProvider}: for calls such as `signIn`.
 *
 * @throws Error outside of a {@link KeyringProvider}
 * @example
 * const keyring = useKeyring();
 * return <button onClick={() => keyring.signIn('acme')}>Sign in</button>;
 */
export function useKeyring(): Keyring {
  const keyring = useContext(Context);
  if (keyring === undefined) throw new Error('useKeyring is used outside of <KeyringProvider>');
  return keyring;
}

/**
 * What the page knows of the keyring, kept up to date. The component renders again at each change.
 *
 * @throws Error outside of a {@link KeyringProvider}
 * @example
 * const { storage } = useKeyringSnapshot();
 * return storage === 'memory' && <p>Sessions cannot be saved on this device.</p>;
 */
export function useKeyringSnapshot(): KeyringSnapshot {
  const { subscribe, getSnapshot } = useKeyring();
  return useSyncExternalStore(subscribe, getSnapshot, getSnapshot);
}
