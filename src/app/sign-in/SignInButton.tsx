import { pageOf } from '../ui/page-of.ts';
import { createSignIn } from './create-sign-in.ts';
import { SignInStatus } from './SignInStatus.tsx';

/** Signs in without an organization: AuthKit asks which one, and the worker stores the session under that one. */
export function SignInButton() {
  const { signIn, isLeaving, problem } = createSignIn();
  return (
    <div>
      <button
        type="button"
        class="button button-primary"
        aria-disabled={isLeaving()}
        onClick={() => void signIn(null, { returnTo: pageOf() })}
      >
        Sign in
      </button>
      <SignInStatus signIn={{ isLeaving, problem }} />
    </div>
  );
}
