import { ActionStatus } from '../ui/ActionStatus.tsx';
import type { SignIn } from './create-sign-in.ts';

/** Next to a button of {@link SignIn}: whether it takes long, or why it could not begin. */
export function SignInStatus(props: { signIn: Pick<SignIn, 'isLeaving' | 'problem'> }) {
  return (
    <ActionStatus
      isBusy={props.signIn.isLeaving()}
      progress="Taking you to the sign-in page…"
      problem={props.signIn.problem()}
    />
  );
}
