import { Match, Show, Switch } from 'solid-js';
import { isOnline } from '../ui/connection.ts';
import { createIsLong } from '../ui/create-is-long.ts';
import { problemWords } from '../ui/problem.ts';
import { exactTime } from '../ui/time-words.ts';
import type { LiveNotes } from './create-notes.ts';

/** Delay before the notice is shown, ms. Most responses arrive earlier, so the notice does not flash. */
const DELAY = 350;

/** Tells the user how old the notes are and why newer ones are missing. Empty while the notes are current. */
export function NotesNotice(props: { live: LiveNotes }) {
  const isOffline = () => !isOnline() || props.live.problem()?.code === 'offline';
  const isLong = createIsLong(() => !props.live.isCurrent(), DELAY);
  return (
    <div role="status">
      <Switch>
        <Match when={isOffline() && props.live.knownAt()}>
          {(at) => (
            <div class="notice">
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
            <div class="notice">
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
            <div class="notice">
              <p class="notice-text">
                <AgeWords at={at()} /> Loading newer notes…
              </p>
            </div>
          )}
        </Match>
      </Switch>
    </div>
  );
}

function AgeWords(props: { at: number }) {
  return (
    <>
      Showing notes from <time datetime={new Date(props.at).toISOString()}>{exactTime(props.at)}</time>.
    </>
  );
}
