import { type Accessor, batch, createEffect, createSignal, on, onCleanup, untrack } from 'solid-js';
import { followEvents, type OrganizationSlug, type RequestOwner } from '../../client/index.ts';
import { asProblem, type ProblemError } from '../ui/problem.ts';
import { KeptNotes } from './kept-notes.ts';
import { isLookedAt } from './looked-at.ts';
import {
  currentNotes,
  fetchNotes,
  mergeNotes,
  type Note,
  noteOfEvent,
  shelvedNotes,
  shelveNotes,
} from './notes.ts';

/** The notes of one organization, kept up to date while somebody looks. */
export interface LiveNotes {
  /** Newest first; `undefined` until the first answer. */
  readonly notes: Accessor<readonly Note[] | undefined>;
  /** When they were last known to be so, ms since the epoch. */
  readonly knownAt: Accessor<number | undefined>;
  /** Whether they come from the API's last response; `false`: from a cache, while a request is under way or failed. */
  readonly isCurrent: Accessor<boolean>;
  /** Why they could not be read; what was read before stays. */
  readonly problem: Accessor<ProblemError | undefined>;
  readonly retry: () => void;
  /** Shows a note at once that was just sent; the stream will bring it too. */
  readonly add: (note: Note) => void;
}

/**
 * Reads an organization's notes and follows its event stream. What is known from before, or from a preload, shows at
 * once and is then read anew; so is the list at every opening of the stream, and now and then while there is no connection for one: nothing is missed.
 *
 * @param owner who is signed in; `undefined`: nobody, and nothing is asked
 */
export function createNotes(slug: OrganizationSlug, owner: Accessor<RequestOwner | undefined>): LiveNotes {
  const known = shelvedNotes(slug);
  const [notes, setNotes] = createSignal(known && mergeNotes([], known.notes));
  const [knownAt, setKnownAt] = createSignal(known?.at);
  const [isCurrent, setCurrent] = createSignal(false);
  const [problem, setProblem] = createSignal<ProblemError>();
  const [attempts, setAttempts] = createSignal(0);

  // An answer may come after the page is gone, and after a sign-out: it must not be kept then.
  let isGone = false;
  onCleanup(() => {
    isGone = true;
  });
  /** Of the person who is signed in, for as long as they are. */
  let kept: KeptNotes | undefined;
  const show = (next: readonly Note[], at: number): void => {
    if (isGone) return;
    setNotes(next);
    setKnownAt(at);
    shelveNotes(slug, { notes: next, at });
    kept?.write({ notes: next, at });
  };
  const add = (note: Note): void => {
    setProblem(undefined);
    // One new note does not make an old list current.
    show(mergeNotes(notes() ?? [], [note]), (isCurrent() ? undefined : knownAt()) ?? Date.now());
  };

  /** Until when the server asked not to be asked for the list, on `performance.now()`. */
  let pausedUntil = 0;
  const read = async (
    ask: (slug: OrganizationSlug, signal: AbortSignal) => Promise<readonly Note[]>,
    signal: AbortSignal,
  ): Promise<void> => {
    const pause = pausedUntil - performance.now();
    if (pause > 0) {
      readAfter(pause, signal);
      return;
    }
    const before = new Set(notes()?.map(({ id }) => id));
    try {
      const list = await ask(slug, signal);
      if (signal.aborted) return;
      // The list is the truth, but what arrived while it was on its way may be missing in it.
      const listed = new Set(list.map(({ id }) => id));
      const kept = (notes() ?? []).filter(({ id }) => listed.has(id) || !before.has(id));
      batch(() => {
        setProblem(undefined);
        setCurrent(true);
        show(mergeNotes(kept, list), Date.now());
      });
    } catch (error) {
      if (signal.aborted) return;
      setCurrent(false);
      const failure = asProblem(error);
      setProblem(failure);
      if (failure.retryAfter === null) return;
      pausedUntil = performance.now() + failure.retryAfter;
      readAfter(failure.retryAfter, signal);
    }
  };

  let readingLater: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(readingLater));
  const readAfter = (pause: number, signal: AbortSignal): void => {
    clearTimeout(readingLater);
    readingLater = setTimeout(() => {
      if (!signal.aborted) void read(fetchNotes, signal);
    }, pause);
  };

  /** What was seen the last time, until something newer comes. */
  const recall = async (from: KeptNotes, signal: AbortSignal): Promise<void> => {
    if (notes() !== undefined) return;
    const then = await from.read().catch(() => undefined);
    if (then === undefined || signal.aborted || notes() !== undefined) return;
    setNotes(mergeNotes([], then.notes));
    setKnownAt(then.at);
  };

  let reader = untrack(owner)?.userId;
  createEffect(
    on([owner, isLookedAt, attempts], ([current, isWatched]) => {
      if (current === undefined) return;
      const person = current.userId;
      // Another person may not see what this one saw.
      if (reader !== undefined && reader !== person) {
        setNotes(undefined);
        setKnownAt(undefined);
      }
      reader = person;
      kept = new KeptNotes(current);
      if (!isWatched) return;
      setCurrent(false);
      const stop = new AbortController();
      const { signal } = stop;
      onCleanup(() => stop.abort());
      void recall(kept, signal);
      // First the stream, then the list: a tab that shares another one's stream sees no opening of its own.
      void followEvents(slug, '/api/notes/stream', {
        userId: person,
        signal,
        onCatchUp: () => void read(fetchNotes, signal),
        onEvent: ({ data }) => {
          const note = signal.aborted ? undefined : noteOfEvent(data);
          if (note !== undefined) add(note);
        },
      });
      void read(currentNotes, signal);
    }),
  );

  const retry = (): void => {
    pausedUntil = 0;
    setAttempts((count) => count + 1);
  };
  return { notes, knownAt, isCurrent, problem, add, retry };
}
