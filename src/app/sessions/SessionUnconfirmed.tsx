import { Show } from 'solid-js';
import type { Unconfirmed } from '../../solid/index.ts';
import { QuietProgress } from '../sign-in/QuietProgress.tsx';
import { MessagePage } from '../ui/MessagePage.tsx';

/** Replaces the app until the worker confirms that the page's sessions still exist. */
export function SessionUnconfirmed(props: { reason: Unconfirmed; retry: () => void }) {
  return (
    <Show when={props.reason === 'failed'} fallback={<QuietProgress>Checking your sessions…</QuietProgress>}>
      <main>
        <MessagePage
          heading="Your sessions could not be checked"
          actions={
            <>
              <button type="button" class="button button-primary" onClick={() => props.retry()}>
                Try again
              </button>
              <button type="button" class="button" onClick={() => location.reload()}>
                Reload
              </button>
            </>
          }
        >
          <p>
            You may have signed out in another window since you last used this page. It stays hidden until the
            session worker responds. Your unsaved text is not lost.
          </p>
        </MessagePage>
      </main>
    </Show>
  );
}
