import { createSignal, createUniqueId, Match, Show, Switch } from 'solid-js';
import { ActionStatus } from '../ui/ActionStatus.tsx';
import { focusIfLost, focusSoon } from '../ui/focus.ts';
import { Moment } from '../ui/Moment.tsx';
import { asProblem, changeWords } from '../ui/problem.ts';
import type { NoteChanges } from './change-note.ts';
import { NOTE_LENGTH } from './NoteComposer.tsx';
import type { Note } from './notes.ts';

const DELETED = 'This note was deleted. Copy your text if you still need it.';

type Mode = 'shown' | 'editing' | 'deleting';

/**
 * A note of the API. Its author and admins can edit and delete it.
 *
 * @param props.isDeleted whether the note was deleted while the user edits it
 * @param props.onClose called when the edit is saved or cancelled
 */
export function NoteItem(props: {
  note: Note;
  isDeleted: boolean;
  mayChange: boolean;
  change: NoteChanges;
  onClose: () => void;
}) {
  const id = createUniqueId();
  const edited = props.change.edits.textOf(props.note.id);
  let isRestored = edited !== undefined;
  const [mode, setMode] = createSignal<Mode>(edited === undefined ? 'shown' : 'editing');
  const [text, setText] = createSignal(edited ?? '');
  /** The text that the user has seen and would replace. */
  const [base, setBase] = createSignal(props.note.text);
  const [failure, setFailure] = createSignal<string>();
  const [isSending, setSending] = createSignal(false);
  let editButton: HTMLButtonElement | undefined;
  let deleteButton: HTMLButtonElement | undefined;

  const show = (next: Mode): void => {
    const before = mode();
    setFailure(undefined);
    setMode(next);
    if (next === 'shown') {
      props.change.edits.keep(props.note.id, undefined);
      props.onClose();
    }
    // The button with the focus is gone, so the keyboard continues at the button that led here.
    if (next === 'shown') focusIfLost(before === 'deleting' ? deleteButton : editButton);
  };
  const cancel = (): void => {
    // The API may have changed the note by then.
    if (!isSending()) show('shown');
  };
  /** @param isDone whether the user has nothing more to change after it */
  const send = async (change: () => Promise<void>, isDone = () => true): Promise<void> => {
    if (isSending()) return;
    setSending(true);
    setFailure(undefined);
    try {
      await change();
      if (isDone()) show('shown');
    } catch (error) {
      setFailure(changeWords(asProblem(error)));
    } finally {
      setSending(false);
    }
  };
  // The text that this page sent is no change, even if the response to it was lost.
  const isChanged = () =>
    mode() === 'editing' &&
    !props.isDeleted &&
    !isSending() &&
    props.note.text !== base() &&
    props.note.text !== text().trim();
  const canSave = () => !props.isDeleted && !isSending() && text().trim() !== '';
  const save = async (): Promise<void> => {
    const saved = text().trim();
    if (canSave())
      await send(
        async () => {
          await props.change.edit(props.note, saved).catch((error: unknown) => {
            // The event stream has shown that it was done.
            if (props.note.text !== saved) throw error;
          });
          setBase(saved);
        },
        () => text().trim() === saved,
      );
  };

  return (
    <li class="note card">
      <Switch>
        <Match when={mode() === 'editing'}>
          <form
            class="note-edit"
            onSubmit={(event) => {
              event.preventDefault();
              void save();
            }}
          >
            <label for={id}>Edit note</label>
            <textarea
              id={id}
              rows="3"
              maxlength={NOTE_LENGTH}
              ref={(field) => {
                // Only a click on "Edit" moves the focus.
                if (!isRestored) focusSoon(field);
                isRestored = false;
              }}
              value={text()}
              onInput={({ currentTarget }) => {
                setText(currentTarget.value);
                props.change.edits.keep(props.note.id, currentTarget.value);
              }}
              onKeyDown={(event) => {
                // The key belongs to the input method, which ends the composition with it.
                if (event.isComposing) return;
                if (event.key === 'Escape') cancel();
                if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
                event.preventDefault();
                void save();
              }}
            />
            <div class="actions">
              <button type="submit" class="button button-primary" aria-disabled={!canSave()}>
                Save
              </button>
              <button type="button" class="button" aria-disabled={isSending()} onClick={cancel}>
                Cancel
              </button>
            </div>
          </form>
        </Match>
        <Match when={true}>
          <p class="note-text" dir="auto">
            {props.note.text}
          </p>
          <p class="note-meta">
            <span dir="auto">{props.note.author}</span> · <Moment at={props.note.createdAt} />
            <Show when={props.note.editedAt !== null}> · edited</Show>
          </p>
        </Match>
      </Switch>
      <Show when={mode() === 'deleting'}>
        <div class="actions">
          <p class="hint" id={`${id}-question`}>
            Delete this note for all members?
          </p>
          <button
            type="button"
            class="button button-danger"
            aria-describedby={`${id}-question`}
            aria-disabled={isSending()}
            ref={focusSoon}
            onClick={() => void send(() => props.change.delete(props.note))}
          >
            Delete note
          </button>
          <button type="button" class="button" aria-disabled={isSending()} onClick={cancel}>
            Cancel
          </button>
        </div>
      </Show>
      <Show when={mode() === 'shown' && props.mayChange}>
        <div class="note-actions">
          <button
            ref={editButton}
            type="button"
            class="link-button"
            aria-label={`Edit note: ${props.note.text.slice(0, 60)}`}
            onClick={() => {
              setText(props.note.text);
              setBase(props.note.text);
              show('editing');
            }}
          >
            Edit
          </button>
          <button
            ref={deleteButton}
            type="button"
            class="link-button"
            aria-label={`Delete note: ${props.note.text.slice(0, 60)}`}
            onClick={() => show('deleting')}
          >
            Delete
          </button>
        </div>
      </Show>
      <Show when={mode() !== 'shown'}>
        <div role="status">
          <Show when={isChanged()}>
            <p class="note-changed">
              Someone changed this note in the meantime. If you save, your text replaces this one:{' '}
              <q dir="auto">{props.note.text}</q>
            </p>
          </Show>
        </div>
        <ActionStatus
          isBusy={isSending()}
          progress={mode() === 'deleting' ? 'Deleting…' : 'Saving…'}
          problem={props.isDeleted ? DELETED : failure()}
        />
      </Show>
    </li>
  );
}
