import { MessagePage } from '../components/MessagePage.tsx';

/** Where the worker sends a person whose sign-in belongs to nothing that was begun on this device. */
export function AuthError() {
  return (
    <MessagePage
      heading="This sign-in cannot be used"
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
      <p>
        The link was used already, is older than ten minutes, or was begun in another browser. For your safety
        it was not followed, and nothing has changed. Open the organization and sign in from there.
      </p>
    </MessagePage>
  );
}
