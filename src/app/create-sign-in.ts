import { type Accessor, createSignal, onCleanup } from 'solid-js';
import type { OrganizationSlug, SignInOptions } from '../client/index.ts';
import { useKeyring } from '../solid/index.ts';
import { asProblem, problemWords } from './problem.ts';

/** A sign-in that a person asks for by a button. */
export interface SignIn {
  /** Leaves for AuthKit. */
  readonly signIn: (slug: OrganizationSlug | null, options?: SignInOptions) => void;
  readonly isLeaving: Accessor<boolean>;
  /** Why it could not begin, in words. */
  readonly problem: Accessor<string | undefined>;
}

/** Makes the state behind a sign-in button. */
export function createSignIn(): SignIn {
  const { keyring } = useKeyring();
  const [isLeaving, setLeaving] = createSignal(false);
  const [problem, setProblem] = createSignal<string>();
  // Back from AuthKit by the back button: the page is as it was left, and its button must work again.
  const onPageShow = (): void => void setLeaving(false);
  addEventListener('pageshow', onPageShow);
  onCleanup(() => removeEventListener('pageshow', onPageShow));

  const signIn: SignIn['signIn'] = (slug, options) => {
    setLeaving(true);
    setProblem(undefined);
    keyring.signIn(slug, options).catch((error: unknown) => {
      setLeaving(false);
      setProblem(problemWords(asProblem(error)));
    });
  };
  return { signIn, isLeaving, problem };
}
