import { Show } from 'solid-js';
import type { Unconfirmed } from '../../solid/index.ts';
import { QuietProgress } from '../sign-in/QuietProgress.tsx';
import { MessagePage } from '../ui/MessagePage.tsx';

/** In the place of the app while the worker has not confirmed that its sessions still exist. */
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
            You may have signed out in another window since you last used this page, so it stays hidden until
            the session worker responds. What you typed is kept.
          </p>
        </MessagePage>
      </main>
    </Show>
  );
}
