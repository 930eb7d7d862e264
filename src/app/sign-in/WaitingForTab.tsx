import { MessagePage } from '../ui/MessagePage.tsx';

/** One tab asks for a login, the others wait for it and go on by themselves. */
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
      <p>Finish there and this page goes on by itself. Or take over and sign in in this tab.</p>
    </MessagePage>
  );
}
