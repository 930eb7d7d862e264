import { MessagePage } from '../ui/MessagePage.tsx';

/** Another tab signs in. This tab continues when that tab has finished. */
export function WaitingForTab(props: { signIn: () => void }) {
  return (
    <MessagePage
      heading="Another tab is signing in"
      actions={
        <button type="button" class="button button-primary" onClick={() => props.signIn()}>
          Sign in here
        </button>
      }
    >
      <p>Finish there, and this page continues. Or sign in here instead.</p>
    </MessagePage>
  );
}
