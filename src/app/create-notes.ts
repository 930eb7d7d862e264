import { type Accessor, createEffect, createSignal, on, onCleanup, untrack } from 'solid-js';
import { followEvents, type OrganizationSlug } from '../client/index.ts';
import { isLookedAt } from './looked-at.ts';
import {
  currentNotes,
  fetchNotes,
  mergeNotes,
  type Note,
  parseNote,
  shelvedNotes,
  shelveNotes,
} from './notes.ts';
import { asProblem, type ProblemError } from './problem.ts';

/** The notes of one organization, kept up to date while somebody looks. */
export interface LiveNotes {
  /** Newest first; `undefined` until the first answer. */
  readonly notes: Accessor<readonly Note[] | undefined>;
  /** Why they could not be read; what was read before stays. */
  readonly problem: Accessor<ProblemError | undefined>;
  readonly retry: () => void;
  /** Shows a note at once that was just added; the stream will bring it too. */
  readonly add: (note: Note) => void;
}

/**
 * Reads an organization's notes and follows its event stream. What is known from before, or from a preload, shows at
 * once and is then read anew; so is the list at every opening of the stream, and nothing in between is missed.
 *
 * @param userId who is signed in; `undefined`: nobody, and nothing is asked
 */
export function createNotes(slug: OrganizationSlug, userId: Accessor<string | undefined>): LiveNotes {
  const known = shelvedNotes(slug);
  const [notes, setNotes] = createSignal(known === undefined ? undefined : mergeNotes([], known));
  const [problem, setProblem] = createSignal<ProblemError>();
  const [attempts, setAttempts] = createSignal(0);

  // An answer may come after the page is gone, and after a sign-out: it must not be kept then.
  let isGone = false;
  onCleanup(() => {
    isGone = true;
  });
  const show = (next: readonly Note[]): void => {
    if (isGone) return;
    setProblem(undefined);
    setNotes(next);
    shelveNotes(slug, next);
  };
  const add = (note: Note): void => show(mergeNotes(notes() ?? [], [note]));

  const read = async (reading: Promise<readonly Note[]>, signal: AbortSignal): Promise<void> => {
    const before = new Set(notes()?.map(({ id }) => id));
    try {
      const list = await reading;
      if (signal.aborted) return;
      // The list is the truth, but what arrived while it was on its way may be missing in it.
      const listed = new Set(list.map(({ id }) => id));
      const kept = (notes() ?? []).filter(({ id }) => listed.has(id) || !before.has(id));
      show(mergeNotes(kept, list));
    } catch (error) {
      if (!signal.aborted) setProblem(asProblem(error));
    }
  };

  let reader = untrack(userId);
  createEffect(
    on([userId, isLookedAt, attempts], ([person, isWatched]) => {
      if (person === undefined) return;
      // Another person may not see what this one saw.
      if (reader !== undefined && reader !== person) setNotes(undefined);
      reader = person;
      if (!isWatched) return;
      const stop = new AbortController();
      const { signal } = stop;
      onCleanup(() => stop.abort());
      // First the stream, then the list: a tab that shares another one's stream sees no opening of its own.
      void followEvents(slug, '/api/notes/stream', {
        userId: person,
        signal,
        onOpen: () => void read(fetchNotes(slug, signal), signal),
        onEvent: ({ data }) => {
          const note = signal.aborted ? undefined : readEvent(data);
          if (note !== undefined) add(note);
        },
      });
      void read(currentNotes(slug), signal);
    }),
  );

  return { notes, problem, add, retry: () => setAttempts((count) => count + 1) };
}

/** An event that cannot be read is left out: the next reading of the list brings what it meant. */
function readEvent(data: string): Note | undefined {
  try {
    return parseNote(JSON.parse(data));
  } catch {
    return undefined;
  }
}
