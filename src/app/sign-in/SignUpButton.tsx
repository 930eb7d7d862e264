import { pageOf } from '../ui/page-of.ts';
import { createSignIn } from './create-sign-in.ts';
import { SignInStatus } from './SignInStatus.tsx';

/** Starts with the creation of an account. A new user belongs to no organization and continues on the start page. */
export function SignUpButton() {
  const { signIn, isLeaving, problem } = createSignIn();
  return (
    <div>
      <button
        type="button"
        class="button"
        aria-disabled={isLeaving()}
        onClick={() => void signIn(null, { returnTo: pageOf(), hints: { screenHint: 'sign-up' } })}
      >
        Create an account
      </button>
      <SignInStatus signIn={{ isLeaving, problem }} />
    </div>
  );
}
