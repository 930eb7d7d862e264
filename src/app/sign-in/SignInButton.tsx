import { ErrorText } from '../ui/ErrorText.tsx';
import { createSignIn } from './create-sign-in.ts';

/** Signs in without an organization: AuthKit asks which one, and the worker stores the session under that one. */
export function SignInButton() {
  const { signIn, isLeaving, problem } = createSignIn();
  return (
    <div>
      <button
        type="button"
        class="button button-primary"
        disabled={isLeaving()}
        onClick={() => void signIn(null, { returnTo: '/' })}
      >
        Sign in
      </button>
      <ErrorText words={problem()} />
    </div>
  );
}
