import { For, Match, Show, Switch } from 'solid-js';
import type { LiveNotes } from '../create-notes.ts';
import { problemWords } from '../problem.ts';
import { Moment } from './Moment.tsx';

/** The notes of an organization, newest first; or why there are none to see. */
export function NoteList(props: { live: LiveNotes }) {
  return (
    <>
      <Show when={props.live.problem()}>
        {(problem) => (
          <div class="notice" role="status">
            <p class="notice-text">The notes could not be loaded. {problemWords(problem())}</p>
            <button type="button" class="button" onClick={() => props.live.retry()}>
              Try again
            </button>
          </div>
        )}
      </Show>
      <Switch>
        <Match when={props.live.notes()?.length === 0}>
          <div class="empty">
            <p class="empty-title">No notes yet</p>
            <p>Write the first one: everybody in this organization will see it at once.</p>
          </div>
        </Match>
        <Match when={props.live.notes()}>
          {(notes) => (
            <ul class="notes" aria-label="Notes">
              <For each={notes()}>
                {(note) => (
                  <li class="note card">
                    <p class="note-text" dir="auto">
                      {note.text}
                    </p>
                    <p class="note-meta">
                      <span dir="auto">{note.author}</span> · <Moment at={note.createdAt} />
                    </p>
                  </li>
                )}
              </For>
            </ul>
          )}
        </Match>
        <Match when={props.live.problem() === undefined}>
          <NotesSkeleton />
        </Match>
      </Switch>
    </>
  );
}

/** The shape of what is coming, so that the page does not jump. */
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
