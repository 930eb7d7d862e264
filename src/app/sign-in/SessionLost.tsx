import { createUniqueId, Show } from 'solid-js';
import type { SessionStatus, SignInOptions } from '../../client/index.ts';
import { isAccountRefused, reasonWords } from '../sessions/session-words.ts';
import { createSignIn } from './create-sign-in.ts';
import { SignInStatus } from './SignInStatus.tsx';

/**
 * Tells the user that the session ended during use, and offers to sign in again in a popup, so that unsaved text stays
 * on the page. It disappears when the session is back, also by another tab.
 */
export function SessionLost(props: { status: SessionStatus }) {
  const { signIn, isLeaving, isElsewhere, problem } = createSignIn();
  const id = createUniqueId();
  const goBackIn = (options: SignInOptions): void => void signIn(props.status.organization.slug, options);
  return (
    <div class="notice notice-warning" role="alert">
      <div class="notice-text">
        <p id={id}>
          <strong>{reasonWords(props.status)}</strong>
        </p>
        <p>
          {isElsewhere()
            ? 'Finish signing in in the window that has opened. This page then continues.'
            : 'What you typed is kept. Sign in again to continue where you were.'}
        </p>
        <SignInStatus signIn={{ isLeaving, problem }} />
      </div>
      <div class="actions">
        <button
          type="button"
          class="button button-primary"
          aria-describedby={id}
          aria-disabled={isLeaving()}
          onClick={() => goBackIn({ display: 'popup' })}
        >
          Sign in to {props.status.organization.name}
        </button>
        <Show when={isAccountRefused(props.status.session)}>
          <button
            type="button"
            class="button"
            aria-disabled={isLeaving()}
            onClick={() => goBackIn({ display: 'popup', prompt: 'login' })}
          >
            Use another account
          </button>
        </Show>
        <Show when={isElsewhere()}>
          <button type="button" class="button" onClick={() => goBackIn({ display: 'page' })}>
            Use this window instead
          </button>
        </Show>
      </div>
    </div>
  );
}
