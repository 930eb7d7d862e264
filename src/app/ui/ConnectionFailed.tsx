import { Match, Show, Switch } from 'solid-js';
import { KeyringError, SITE_DATA_BLOCKED } from '../../client/index.ts';
import { focusIfLost } from './focus.ts';
import { MessagePage } from './MessagePage.tsx';
import { asProblem } from './problem.ts';
import { SiteDataBlocked } from './SiteDataBlocked.tsx';

/** Shown when the app cannot start. The remedy depends on the reason. */
export function ConnectionFailed(props: { error: unknown; retry: () => void }) {
  const problem = () => asProblem(props.error);
  const isUnsupported = () => problem().code === 'unsupported';
  const isBlocked = () => props.error instanceof KeyringError && props.error.reason === SITE_DATA_BLOCKED;
  return (
    // After a failed try again this is a new element: without the focus, a screen reader would say nothing.
    <main
      id="content"
      tabindex="-1"
      ref={(main) => queueMicrotask(() => focusIfLost(main, { preventScroll: true }))}
    >
      <MessagePage
        heading={isUnsupported() ? 'This window cannot run the app' : 'The app did not start'}
        actions={
          <>
            {/* A changed browser setting takes effect at the next load. */}
            <Show when={!isUnsupported()}>
              <button type="button" class="button button-primary" onClick={() => props.retry()}>
                Try again
              </button>
            </Show>
            <button type="button" class="button" onClick={() => location.reload()}>
              Reload
            </button>
          </>
        }
      >
        <Switch fallback={<p>{NOT_STARTED}</p>}>
          <Match when={isBlocked()}>
            <SiteDataBlocked />
          </Match>
          <Match when={isUnsupported()}>
            <p>{UNSUPPORTED}</p>
          </Match>
        </Switch>
        <p class="hint">{problem().message}</p>
      </MessagePage>
    </main>
  );
}

const UNSUPPORTED =
  'This app needs a service worker to hold your sessions, but this browser or window does not support one. ' +
  'Some browsers disable it in private windows. Try a normal window or another browser.';
const NOT_STARTED =
  'The session worker did not take control of this page. Your sessions are not lost. Check your connection and ' +
  'try again. If that does not help, close all tabs of this app and open it again.';
