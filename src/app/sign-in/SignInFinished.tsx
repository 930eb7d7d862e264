import { useSearchParams } from '@solidjs/router';
import { createMemo, onMount } from 'solid-js';
import { isUsable } from '../../client/index.ts';
import { useKeyring } from '../../solid/index.ts';
import { reasonWords } from '../sessions/session-words.ts';
import { MessagePage } from '../ui/MessagePage.tsx';

/** The end of a sign-in that had a window of its own: it says what became of it, and closes. */
export function SignInFinished() {
  const [parameters] = useSearchParams();
  const { sessions } = useKeyring();
  const status = createMemo(() =>
    sessions().find(({ organization }) => organization.slug === parameters.organization),
  );
  const isSignedIn = () => {
    const current = status();
    return current !== undefined && isUsable(current.session);
  };
  const words = () => {
    const current = status();
    if (current === undefined) return 'This sign-in has ended.';
    return isSignedIn() ? `You are signed in to ${current.organization.name}.` : reasonWords(current);
  };
  // Some browsers keep a window that was at another site; then the words below are for the person.
  onMount(() => window.close());
  return (
    <MessagePage
      heading={isSignedIn() ? 'Signed in' : 'Not signed in'}
      actions={
        <button type="button" class="button" onClick={() => window.close()}>
          Close this window
        </button>
      }
    >
      <p>{words()}</p>
      <p class="hint">The page that you came from knows already. You can close this window.</p>
    </MessagePage>
  );
}
