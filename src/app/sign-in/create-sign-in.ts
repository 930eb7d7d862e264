import { type Accessor, createSignal, onCleanup } from 'solid-js';
import type { OrganizationSlug, SignInDisplay, SignInOptions } from '../../client/index.ts';
import { useKeyring } from '../../solid/index.ts';
import { asProblem, problemWords } from '../ui/problem.ts';

/** A sign-in that a person asks for by a button. */
export interface SignIn {
  /** Leaves for AuthKit, or opens it in a window of its own. @returns where it goes on; `undefined`: it did not begin */
  readonly signIn: (
    slug: OrganizationSlug | null,
    options?: SignInOptions,
  ) => Promise<SignInDisplay | undefined>;
  readonly isLeaving: Accessor<boolean>;
  /** Whether it goes on in a window of its own, as far as is known: the browser does not tell when that is closed. */
  readonly isElsewhere: Accessor<boolean>;
  /** Why it could not begin, in words. */
  readonly problem: Accessor<string | undefined>;
}

/** Makes the state behind a sign-in button. */
export function createSignIn(): SignIn {
  const { keyring } = useKeyring();
  const [isLeaving, setLeaving] = createSignal(false);
  const [isElsewhere, setElsewhere] = createSignal(false);
  const [problem, setProblem] = createSignal<string>();
  // Back from AuthKit by the back button: the page is as it was left, and its button must work again.
  const onPageShow = (): void => void setLeaving(false);
  addEventListener('pageshow', onPageShow);
  onCleanup(() => removeEventListener('pageshow', onPageShow));

  const signIn: SignIn['signIn'] = async (slug, options) => {
    setLeaving(true);
    setElsewhere(false);
    setProblem(undefined);
    try {
      const display = await keyring.signIn(slug, options);
      setElsewhere(display === 'popup');
      setLeaving(display === 'page');
      return display;
    } catch (error) {
      setLeaving(false);
      setProblem(problemWords(asProblem(error)));
      return undefined;
    }
  };
  return { signIn, isLeaving, isElsewhere, problem };
}
