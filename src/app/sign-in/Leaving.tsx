import { Show } from 'solid-js';
import { MessagePage } from '../ui/MessagePage.tsx';
import { PageTitle } from '../ui/PageTitle.tsx';
import { QuietProgress } from './QuietProgress.tsx';

/** The page leaves for AuthKit. `isStuck`: it should be gone by now. */
export function Leaving(props: { isStuck: boolean; retry: () => void }) {
  return (
    <Show
      when={props.isStuck}
      fallback={
        <>
          <PageTitle title="Signing in" />
          <QuietProgress>Taking you to the sign-in page…</QuietProgress>
        </>
      }
    >
      <MessagePage
        heading="The sign-in page has not opened"
        actions={
          <button type="button" class="button button-primary" onClick={() => props.retry()}>
            Try again
          </button>
        }
      >
        <p>The sign-in service is slow to respond, or loading was stopped. Wait, or try again.</p>
      </MessagePage>
    </Show>
  );
}
