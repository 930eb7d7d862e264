import type { KeyringError } from '../../client/index.ts';
import { MessagePage } from '../ui/MessagePage.tsx';
import { asProblem, problemWords } from '../ui/problem.ts';

/** The organization could not be opened, for a reason other than its session. */
export function OpenFailed(props: { error: KeyringError; retry: () => void }) {
  const isOffline = () => props.error.code === 'offline';
  return (
    <MessagePage
      heading={isOffline() ? 'You are offline' : 'This did not work'}
      actions={
        <button type="button" class="button button-primary" onClick={() => props.retry()}>
          Try again
        </button>
      }
    >
      <p>{isOffline() ? OFFLINE : words(props.error)}</p>
      <p class="hint">Your sessions are safe on this device; you stay signed in.</p>
    </MessagePage>
  );
}

const OFFLINE =
  'Opening this organization needs a network: you are not signed in to it on this device, or it was not opened here before.';

function words(error: KeyringError): string {
  if (error.code === 'temporarily_unavailable') {
    return 'The sign-in service or the server of this app cannot be reached right now.';
  }
  return problemWords(asProblem(error));
}
