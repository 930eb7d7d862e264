import { pageOf } from '../ui/page-of.ts';
import { createSignIn } from './create-sign-in.ts';
import { SignInStatus } from './SignInStatus.tsx';

/** Signs in with a further account: AuthKit asks for the account, and then for the organization. */
export function AnotherAccountButton(props: { class?: string }) {
  const { signIn, isLeaving, problem } = createSignIn();
  return (
    <>
      <button
        type="button"
        class={props.class}
        aria-disabled={isLeaving()}
        onClick={() => void signIn(null, { prompt: 'login', returnTo: pageOf() })}
      >
        Use another account
      </button>
      <SignInStatus signIn={{ isLeaving, problem }} />
    </>
  );
}
