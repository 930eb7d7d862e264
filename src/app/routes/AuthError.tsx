import { useSearchParams } from '@solidjs/router';
import { Show } from 'solid-js';
import { MessagePage } from '../components/MessagePage.tsx';

/** Where the worker sends a person whose sign-in failed and belongs to no organization's page. */
export function AuthError() {
  const [parameters] = useSearchParams();
  return (
    <MessagePage
      heading={parameters.reason === undefined ? 'This sign-in cannot be used' : 'You are not signed in'}
      actions={
        <>
          <a class="button button-primary" href="/">
            All organizations
          </a>
          <a class="button" href="/sessions">
            Sessions
          </a>
        </>
      }
    >
      <Show
        when={parameters.reason !== undefined}
        fallback={
          <p>
            The link was used already, is older than ten minutes, or was begun in another browser. For your
            safety it was not followed, and nothing has changed. Open the organization and sign in from there.
          </p>
        }
      >
        <p>
          The sign-in service refused, or the sign-in was cancelled. Nothing has changed on this device. Try
          again, with another account if you have one.
        </p>
      </Show>
    </MessagePage>
  );
}
