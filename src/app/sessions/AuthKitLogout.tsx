import { createSignal } from 'solid-js';
import { useKeyring } from '../../solid/index.ts';
import { isOnline } from '../ui/connection.ts';

/** What a sign-out everywhere could not do without a network: the user is still signed in at AuthKit itself. */
export function AuthKitLogout(props: { logoutUrl: string }) {
  const { keyring } = useKeyring();
  const [hasFailed, setFailed] = createSignal(false);
  const leave = async (): Promise<void> => {
    setFailed(false);
    setFailed(!(await keyring.leaveForLogout(props.logoutUrl)));
  };
  const words = () => {
    if (isOnline()) return 'You are online again.';
    return hasFailed() ? 'AuthKit still cannot be reached.' : 'When you are online again, end that here.';
  };
  return (
    <div class="notice notice-warning" role="status">
      <p class="notice-text">
        <strong>You are signed out on this device.</strong> Without a network AuthKit could not be told: it
        may still know you in this browser. {words()}
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
