import type { Organization } from '../../client/index.ts';
import { createSignIn } from './create-sign-in.ts';
import { SignInStatus } from './SignInStatus.tsx';

/** Signs in to one organization in a popup; the page stays. */
export function SignInTo(props: { organization: Organization }) {
  const { signIn, isLeaving, problem } = createSignIn();
  return (
    <>
      <button
        type="button"
        class="button"
        aria-disabled={isLeaving()}
        onClick={() => void signIn(props.organization.slug, { display: 'popup' })}
      >
        Sign in to {props.organization.name}
      </button>
      <SignInStatus signIn={{ isLeaving, problem }} />
    </>
  );
}
