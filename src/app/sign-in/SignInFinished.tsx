import { useSearchParams } from '@solidjs/router';
import { createMemo, onMount } from 'solid-js';
import { isUsable } from '../../client/index.ts';
import { useKeyring } from '../../solid/index.ts';
import { reasonWords } from '../sessions/session-words.ts';
import { MessagePage } from '../ui/MessagePage.tsx';

/** The last page of a sign-in in a popup: it shows the result, and closes the popup. */
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
  // Some browsers do not close a window that was at another site. The user then reads the text below.
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
