import { createMemo, createSignal, For, Match, Show, Switch } from 'solid-js';
import { timeToCome } from '../ui/time-words.ts';
import type { NoteChanges } from './change-note.ts';
import type { LiveNotes } from './create-notes.ts';
import type { NoteQueue } from './create-outbox.ts';
import { NoteItem } from './NoteItem.tsx';
import { NotesNotice } from './NotesNotice.tsx';
import { LISTED_NOTES, mergeNotes, type Note } from './notes.ts';
import { WaitingNote } from './WaitingNote.tsx';

/** The notes of an organization, newest first, with unsent notes on top. Explains why the list is empty or outdated. */
export function NoteList(props: {
  live: LiveNotes;
  queue: NoteQueue;
  mayChange: (note: Note) => boolean;
  change: NoteChanges;
}) {
  // A note that the API just accepted can be in both lists for a moment. Show it once.
  const waiting = createMemo(() => {
    const sent = new Set(props.live.notes()?.map(({ submission }) => submission));
    return props.queue
      .waiting()
      .filter(({ key }) => !sent.has(key))
      .toReversed();
  });
  // Keyed by id: another member's edit must not replace the field in which the user edits the same note.
  const listed = createMemo(() => toMap(props.live.notes() ?? []));
  const [closed, setClosed] = createSignal({});
  // A note that was deleted stays while the user edits it, because the text must not be lost. It may have been deleted
  // while another page was open.
  const shown = createMemo<ReadonlyMap<string, Note>>((before) => {
    closed();
    if (props.live.notes() === undefined) return NONE;
    const isComplete = props.live.isCurrent();
    const kept = props.change.edits.ids().flatMap((id) => {
      if (listed().has(id)) return [];
      return before.get(id) ?? (isComplete ? deletedNote(id) : []);
    });
    return kept.length === 0 ? listed() : toMap(mergeNotes([...listed().values()], kept));
  }, NONE);
  const ids = createMemo(() => [...shown().keys()]);
  const count = () => ids().length + waiting().length;
  return (
    <>
      <NotesNotice live={props.live} />
      <div role="status">
        <Show when={waiting().length > 0 && props.queue.pausedUntil()}>
          {(until) => (
            <div class="notice">
              <p class="notice-text">
                The server is busy. Sending again{' '}
                {/* Each refused attempt changes it, which is not read out again. */}
                <time datetime={new Date(until()).toISOString()} aria-live="off">
                  {timeToCome(until())}
                </time>
                .
              </p>
              <button type="button" class="button" onClick={() => props.queue.sendNow()}>
                Send now
              </button>
            </div>
          )}
        </Show>
      </div>
      <Switch>
        <Match when={props.live.knownAt() !== undefined && count() === 0}>
          <div class="empty">
            <p class="empty-title">No notes yet</p>
            <p>Write the first one. All members of this organization see it immediately.</p>
          </div>
        </Match>
        <Match when={count() > 0}>
          <ul class="notes" aria-label="Notes">
            <For each={waiting()}>
              {(note) => (
                <WaitingNote
                  note={note}
                  onRetry={() => props.queue.retry(note)}
                  onDelete={() => props.queue.delete(note)}
                />
              )}
            </For>
            <For each={ids()}>
              {(id) => (
                <Show when={shown().get(id)}>
                  {(note) => (
                    <NoteItem
                      note={note()}
                      isDeleted={!listed().has(id)}
                      mayChange={props.mayChange(note())}
                      change={props.change}
                      onClose={() => setClosed({})}
                    />
                  )}
                </Show>
              )}
            </For>
          </ul>
          <Show when={listed().size >= LISTED_NOTES}>
            <p class="hint">
              Only the newest {LISTED_NOTES} notes are shown. The settings of this organization have an export
              of all notes.
            </p>
          </Show>
        </Match>
      </Switch>
      <Show
        when={
          props.live.knownAt() === undefined && props.live.problem() === undefined && !props.live.isCleared()
        }
      >
        <NotesSkeleton />
      </Show>
    </>
  );
}

const NONE: ReadonlyMap<string, Note> = new Map();

/** In the place of a note of which only the user's edit is left. */
function deletedNote(id: string): Note {
  const createdAt = Date.now();
  return { id, text: '', author: '', authorId: null, createdAt, editedAt: null, submission: null };
}

function toMap(notes: readonly Note[]): ReadonlyMap<string, Note> {
  return new Map(notes.map((note) => [note.id, note]));
}

/** A placeholder with the shape of the list, so that the layout does not shift. */
function NotesSkeleton() {
  return (
    <div class="notes" role="status" aria-label="Loading notes">
      <For each={['long', 'short', 'long']}>
        {(length) => (
          <div class="note card" aria-hidden="true">
            <span class={`bone bone-${length}`} />
            <span class="bone bone-meta" />
          </div>
        )}
      </For>
    </div>
  );
}
