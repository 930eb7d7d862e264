import { Show } from 'solid-js';
import { isOnline } from '../connection.ts';

/** What a sign-out everywhere could not do without a network: AuthKit itself still knows the person in this browser. */
export function AuthKitLogout(props: { logoutUrl: string }) {
  return (
    <div class="notice notice-warning" role="status">
      <p class="notice-text">
        <strong>You are signed out on this device.</strong> Without a network AuthKit could not be told: it
        may still know you in this browser.{' '}
        {isOnline() ? 'You are online again.' : 'When you are online again, end that here.'}
      </p>
      <Show when={isOnline()}>
        <a class="button" href={props.logoutUrl}>
          Sign out of AuthKit
        </a>
      </Show>
    </div>
  );
}
