import { Show } from 'solid-js';
import { MessagePage } from '../ui/MessagePage.tsx';
import { PageTitle } from '../ui/PageTitle.tsx';
import { QuietProgress } from './QuietProgress.tsx';

/** The page is about to be gone, to AuthKit; or it should be, and is still here. */
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
        <p>It is slow to answer, or the way there was stopped. Wait for it, or try again.</p>
      </MessagePage>
    </Show>
  );
}
