import { type Accessor, createSignal, onCleanup } from 'solid-js';
import type { OrganizationKey, SignInDisplay, SignInOptions } from '../../client/index.ts';
import { useKeyring } from '../../solid/index.ts';
import { asProblem, problemWords } from '../ui/problem.ts';

/** Longest wait for the browser to leave for AuthKit, ms: AuthKit may not respond, and the user may stop loading. */
const LEAVING_PATIENCE = 10_000;

/** A sign-in that a button starts. */
export interface SignIn {
  /** Leaves for AuthKit, or opens it in a popup. @returns where the sign-in continues; `undefined`: it did not begin */
  readonly signIn: (
    slug: OrganizationKey | null,
    options?: SignInOptions,
  ) => Promise<SignInDisplay | undefined>;
  /** For `aria-disabled`: a button with `disabled` would lose the keyboard focus. */
  readonly isLeaving: Accessor<boolean>;
  /** Whether it continues in a popup. The browser does not tell when the popup is closed. */
  readonly isElsewhere: Accessor<boolean>;
  /** Why it could not begin, as a text for the user. */
  readonly problem: Accessor<string | undefined>;
}

/** Creates the state of a sign-in button. */
export function createSignIn(): SignIn {
  const { keyring } = useKeyring();
  const [isLeaving, setLeaving] = createSignal(false);
  const [isElsewhere, setElsewhere] = createSignal(false);
  const [problem, setProblem] = createSignal<string>();
  // After the back button at AuthKit the page is restored as it was, and its button must work again.
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stay = (): void => {
    clearTimeout(timer);
    setLeaving(false);
  };
  addEventListener('pageshow', stay);
  onCleanup(() => {
    clearTimeout(timer);
    removeEventListener('pageshow', stay);
  });

  const signIn: SignIn['signIn'] = async (slug, options) => {
    if (isLeaving()) return undefined;
    setLeaving(true);
    setElsewhere(false);
    setProblem(undefined);
    try {
      const display = await keyring.signIn(slug, options);
      setElsewhere(display === 'popup');
      setLeaving(display === 'page');
      if (display === 'page')
        timer = setTimeout(() => {
          stay();
          setProblem('The sign-in page has not opened. Wait, or try again.');
        }, LEAVING_PATIENCE);
      return display;
    } catch (error) {
      setLeaving(false);
      setProblem(problemWords(asProblem(error)));
      return undefined;
    }
  };
  return { signIn, isLeaving, isElsewhere, problem };
}
