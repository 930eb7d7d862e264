import { createEffect, createSignal, Match, onCleanup, Show, Switch } from 'solid-js';
import { isOnline } from '../ui/connection.ts';
import { problemWords } from '../ui/problem.ts';
import { exactTime } from '../ui/time-words.ts';
import type { LiveNotes } from './create-notes.ts';

/** Most responses arrive before this, and a notice that only flashes is noise. ms */
const DELAY = 350;

/** How old the notes are that the page shows, and why there are no newer ones. Empty while they are current. */
export function NotesNotice(props: { live: LiveNotes }) {
  const isOffline = () => !isOnline() || props.live.problem()?.code === 'offline';
  const isLong = createIsLong(() => !props.live.isCurrent());
  return (
    <Switch>
      <Match when={isOffline() && props.live.knownAt()}>
        {(at) => (
          <div class="notice" role="status">
            <p class="notice-text">
              Offline. <AgeWords at={at()} />
            </p>
            <Show when={props.live.problem()}>
              <button type="button" class="button" onClick={() => props.live.retry()}>
                Try again
              </button>
            </Show>
          </div>
        )}
      </Match>
      <Match when={props.live.problem()}>
        {(problem) => (
          <div class="notice" role="status">
            <p class="notice-text">
              The notes could not be loaded. {problemWords(problem())}{' '}
              <Show when={props.live.knownAt()}>{(at) => <AgeWords at={at()} />}</Show>
            </p>
            <button type="button" class="button" onClick={() => props.live.retry()}>
              Try again
            </button>
          </div>
        )}
      </Match>
      <Match when={isLong() && props.live.knownAt()}>
        {(at) => (
          <div class="notice" role="status">
            <p class="notice-text">
              <AgeWords at={at()} /> Newer ones are being loaded.
            </p>
          </div>
        )}
      </Match>
    </Switch>
  );
}

function AgeWords(props: { at: number }) {
  return (
    <>
      You see the notes of <time datetime={new Date(props.at).toISOString()}>{exactTime(props.at)}</time>.
    </>
  );
}

/** Whether a condition has held for {@link DELAY}. */
function createIsLong(holds: () => boolean): () => boolean {
  const [isLong, setLong] = createSignal(false);
  createEffect(() => {
    setLong(false);
    if (!holds()) return;
    const timer = setTimeout(() => setLong(true), DELAY);
    onCleanup(() => clearTimeout(timer));
  });
  return isLong;
}
