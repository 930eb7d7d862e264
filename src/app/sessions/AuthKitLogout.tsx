import { createSignal } from 'solid-js';
import { useKeyring } from '../../solid/index.ts';
import { isOnline } from '../ui/connection.ts';
import { storePendingLogout } from './pending-logout.ts';

/** Shown after a sign-out everywhere without a network: the user may still be signed in at AuthKit. */
export function AuthKitLogout(props: { logoutUrl: string }) {
  const { keyring } = useKeyring();
  const [hasFailed, setFailed] = createSignal(false);
  const leave = async (): Promise<void> => {
    setFailed(false);
    const isLeaving = await keyring.leaveForLogout(props.logoutUrl);
    setFailed(!isLeaving);
    if (isLeaving) storePendingLogout(null);
  };
  const words = () => {
    if (isOnline()) return 'You are online again.';
    return hasFailed()
      ? 'AuthKit is still not reachable.'
      : 'Sign out of AuthKit here when you are online again.';
  };
  return (
    <div class="notice notice-warning" role="status">
      <p class="notice-text">
        <strong>You are signed out on this device.</strong> AuthKit could not be reached, so you may still be
        signed in there in this browser. {words()}
      </p>
      <a
        class="button"
        href={props.logoutUrl}
        onClick={(event) => {
          event.preventDefault();
          void leave();
        }}
      >
        Sign out of AuthKit
      </a>
    </div>
  );
}
