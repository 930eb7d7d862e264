import { createEffect, createMemo, createSignal, createUniqueId, onCleanup, Show } from 'solid-js';
import { unsentMarkers } from '../notes/unsent-markers.ts';
import { followUnsentNotes } from '../notes/unsent-notes.ts';
import { ActionStatus } from '../ui/ActionStatus.tsx';
import { createAction } from '../ui/create-action.ts';
import { focusIfLost, focusSoon } from '../ui/focus.ts';

/** Signs out with one click. If unsent notes would be lost, it shows how many and asks for confirmation. */
export function EndSessionsButton(props: {
  label: string;
  describedBy?: string | undefined;
  isDanger?: boolean;
  isTold?: boolean;
  countLost: () => Promise<number>;
  end: () => Promise<void>;
}) {
  const id = createUniqueId();
  const [lost, setLost] = createSignal(0);
  const { run, isBusy, problem } = createAction();
  let opener: HTMLButtonElement | undefined;
  const isAsking = createMemo(() => lost() > 0);
  // While the user decides, the notes may be sent or discarded, also by another tab.
  createEffect(() => {
    if (!isAsking()) return;
    const stop = followUnsentNotes(async () => {
      const count = await props.countLost();
      if (!isAsking() || isBusy()) return;
      setLost(count);
      focusIfLost(opener);
    });
    onCleanup(stop);
  });
  const stay = (): void => {
    if (isBusy()) return;
    setLost(0);
    focusIfLost(opener);
  };
  const signOut = async (isConfirmed: boolean): Promise<void> => {
    // Without unsent notes the sign-out starts synchronously, so it also completes if the user closes the page at once.
    setLost(isConfirmed || unsentMarkers().length === 0 ? 0 : await props.countLost());
    if (lost() > 0) return;
    focusIfLost(opener);
    await props.end();
  };

  return (
    <>
      <Show
        when={isAsking()}
        fallback={
          <button
            ref={opener}
            type="button"
            class="button"
            classList={{ 'button-danger': props.isDanger === true }}
            aria-describedby={props.describedBy}
            aria-disabled={isBusy()}
            onClick={() => void run(() => signOut(false))}
          >
            {props.label}
          </button>
        }
      >
        <div class="stack">
          <p class="error-text" id={id} role="status">
            {notes(lost())} not sent yet and would be lost.
          </p>
          <div class="actions">
            <button
              type="button"
              class="button"
              ref={focusSoon}
              aria-describedby={id}
              aria-disabled={isBusy()}
              onClick={stay}
            >
              Stay signed in
            </button>
            <button
              type="button"
              class="button button-danger"
              aria-disabled={isBusy()}
              onClick={() => void run(() => signOut(true))}
            >
              Sign out and lose {lost() === 1 ? 'it' : 'them'}
            </button>
          </div>
        </div>
      </Show>
      <ActionStatus isBusy={isBusy() && props.isTold !== true} progress="Signing out…" problem={problem()} />
    </>
  );
}

const notes = (count: number): string => (count === 1 ? '1 note was' : `${count} notes were`);
