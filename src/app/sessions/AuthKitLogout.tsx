import { createSignal, Show } from 'solid-js';
import { useKeyring } from '../../solid/index.ts';
import { ActionStatus } from '../ui/ActionStatus.tsx';
import { isOnline } from '../ui/connection.ts';
import { createAction } from '../ui/create-action.ts';
import { storePendingLogout, UNCONFIRMED } from './pending-logout.ts';

/**
 * Shown after a sign-out everywhere of which AuthKit may not know: the user may still be signed in there.
 *
 * @param props.logoutUrl or `UNCONFIRMED`: only another sign-out ends AuthKit's session then
 */
export function AuthKitLogout(props: { logoutUrl: string }) {
  const { keyring } = useKeyring();
  const [hasFailed, setFailed] = createSignal(false);
  const { run, isBusy, problem } = createAction();
  const leave = async (): Promise<void> => {
    setFailed(false);
    const isLeaving = await keyring.leaveForLogout(props.logoutUrl);
    setFailed(!isLeaving);
    if (isLeaving) storePendingLogout(null);
  };
  const isKnown = () => props.logoutUrl !== UNCONFIRMED;
  const words = () => {
    if (isOnline()) return 'You are online again.';
    return hasFailed()
      ? 'AuthKit is still not reachable.'
      : 'Sign out of AuthKit here when you are online again.';
  };
  return (
    <div class="notice notice-warning">
      <p class="notice-text">
        <strong>You are signed out on this device.</strong>{' '}
        {isKnown()
          ? `AuthKit could not be reached, so you may still be signed in there in this browser. ${words()}`
          : UNKNOWN}
      </p>
      <Show when={isKnown()}>
        <a
          class="button"
          href={props.logoutUrl}
          onClick={(event) => {
            event.preventDefault();
            void run(leave);
          }}
        >
          Sign out of AuthKit
        </a>
      </Show>
      <ActionStatus isBusy={isBusy()} progress="Contacting AuthKit…" problem={problem()} />
    </div>
  );
}

const UNKNOWN =
  'AuthKit did not confirm it, so you may still be signed in there in this browser. To be sure, sign in once more and sign out ' +
  'everywhere again.';
