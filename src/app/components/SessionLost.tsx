import { createUniqueId, Show } from 'solid-js';
import type { SessionStatus } from '../../client/index.ts';
import { createSignIn } from '../create-sign-in.ts';
import { parkDraft } from '../note-draft.ts';
import { reasonWords } from '../session-words.ts';

/** Tells a person who is in the middle of something that the session is gone, and leads back in. */
export function SessionLost(props: { status: SessionStatus }) {
  const { signIn, isLeaving, problem } = createSignIn();
  const id = createUniqueId();
  const goBackIn = (): void => {
    const { organization, session } = props.status;
    if ('user' in session && session.user !== null) parkDraft(organization.slug, session.user.id);
    signIn(organization.slug);
  };
  return (
    <div class="notice notice-warning" role="alert">
      <div class="notice-text">
        <p id={id}>
          <strong>{reasonWords(props.status)}</strong>
        </p>
        <p>What you typed is kept. Sign in again to go on where you were.</p>
        <Show when={problem()}>{(words) => <p class="error-text">{words()}</p>}</Show>
      </div>
      <button
        type="button"
        class="button button-primary"
        aria-describedby={id}
        disabled={isLeaving()}
        onClick={goBackIn}
      >
        Sign in to {props.status.organization.name}
      </button>
    </div>
  );
}
