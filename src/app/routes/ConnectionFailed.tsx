import { MessagePage } from '../components/MessagePage.tsx';
import { asProblem } from '../problem.ts';

/** The app cannot run at all: what a person can do about it depends on the reason. */
export function ConnectionFailed(props: { error: unknown }) {
  const problem = () => asProblem(props.error);
  const isUnsupported = () => problem().code === 'unsupported';
  return (
    <main id="content">
      <MessagePage
        heading={isUnsupported() ? 'This window cannot run the app' : 'The app did not start'}
        actions={
          <button type="button" class="button button-primary" onClick={() => location.reload()}>
            Reload
          </button>
        }
      >
        <p>{isUnsupported() ? UNSUPPORTED : NOT_STARTED}</p>
        <p class="hint">{problem().message}</p>
      </MessagePage>
    </main>
  );
}

const UNSUPPORTED =
  'Your sessions are kept by a service worker, and this browser or window has none. Private windows of some ' +
  'browsers switch it off: try an ordinary window, or another browser.';
const NOT_STARTED =
  'The worker that keeps your sessions did not take over this page. Your sessions are not lost. Check your ' +
  'connection and reload; if that does not help, close all tabs of this app and open it again.';
