import { type Accessor, batch, createEffect, createSignal, on, onCleanup, untrack } from 'solid-js';
import {
  followEvents,
  type OrganizationKey,
  type RequestOwner,
  type ReviewedKeyring,
  reviewSession,
} from '../../client/index.ts';
import { asProblem, type ProblemError } from '../ui/problem.ts';
import { CachedNotes } from './cached-notes.ts';
import { isVisible } from './is-visible.ts';
import {
  currentNotes,
  fetchNotes,
  mergeNotes,
  type Note,
  notesInMemory,
  parseNoteEvent,
  rememberNotes,
} from './notes.ts';

/** Shortest wait before a list that the server refused is read again, ms: `Retry-After` may be 0 or a date that has passed. */
const SHORTEST_PAUSE = 1_000;

/** The notes of one organization, kept up to date while the page is visible. */
export interface LiveNotes {
  /** Newest first; `undefined` until the first response. Without {@link knownAt} only notes that arrived on their own. */
  readonly notes: Accessor<readonly Note[] | undefined>;
  /** When the API last confirmed these notes, ms since the epoch. `undefined` if the list was never read. */
  readonly knownAt: Accessor<number | undefined>;
  /**
   * Whether the notes come from the API's latest response. `false` while cached notes are shown, because a request is
   * pending or failed.
   */
  readonly isCurrent: Accessor<boolean>;
  /** Why the last read failed. The notes read earlier stay. */
  readonly problem: Accessor<ProblemError | undefined>;
  readonly retry: () => void;
  /** Shows a note that was just sent or edited, before the event stream delivers it. */
  readonly add: (note: Note) => void;
  /** Hides a note that was just deleted, before the event stream reports it. */
  readonly delete: (id: string) => void;
  /** Hides all notes until they are read again: the user may no longer see them. */
  readonly clear: () => void;
  /** Whether {@link clear} was called, and no notes were read since. */
  readonly isCleared: Accessor<boolean>;
}

/**
 * Reads an organization's notes and follows its event stream. Cached and preloaded notes show at once and are then read
 * again. The list is also read each time the stream opens, and at intervals while no connection is available for a
 * stream, so no note is missed.
 *
 * @param owner the signed-in user; `undefined` if no user is signed in, and no request is sent
 * @param keyring reviews the sessions that the stream gives a hint about
 */
export function createNotes(
  slug: OrganizationKey,
  owner: Accessor<RequestOwner | undefined>,
  keyring: ReviewedKeyring,
): LiveNotes {
  const known = notesInMemory(slug);
  const [notes, setNotes] = createSignal(known && mergeNotes([], known.notes));
  const [knownAt, setKnownAt] = createSignal(known?.at);
  const [isCurrent, setCurrent] = createSignal(false);
  const [problem, setProblem] = createSignal<ProblemError>();
  const [attempts, setAttempts] = createSignal(0);
  const [isCleared, setCleared] = createSignal(false);

  // A response may arrive after the page was removed or the user signed out. It must not be stored then.
  let isGone = false;
  /** Deleted notes. The response to a request that was sent before the deletion may still contain them. */
  const deleted = new Set<string>();
  onCleanup(() => {
    isGone = true;
  });
  /** The offline cache of the signed-in user. */
  let cache: CachedNotes | undefined;
  /** @param at `undefined`: the list was never read, so these notes are not all of it */
  const show = (next: readonly Note[], at: number | undefined): void => {
    if (isGone) return;
    setCleared(false);
    setNotes(next);
    setKnownAt(at);
    if (at === undefined) return;
    rememberNotes(slug, { notes: next, at });
    cache?.write({ notes: next, at });
  };
  const add = (note: Note): void => {
    // One new note does not make an old list current, so its time and its problem stay.
    show(mergeNotes(notes() ?? [], [note]), isCurrent() ? Date.now() : knownAt());
  };

  const deleteNote = (id: string): void => {
    deleted.add(id);
    const left = notes()?.filter((note) => note.id !== id);
    if (left !== undefined && left.length !== notes()?.length) show(left, knownAt());
  };

  /** End of the wait that the server requested (`Retry-After`), on the clock of `performance.now()`. */
  let pausedUntil = 0;
  const read = async (
    ask: (slug: OrganizationKey, signal: AbortSignal) => Promise<readonly Note[]>,
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
      // The list is authoritative, but it may lack notes that arrived during the request. Keep those.
      const listed = new Set(list.map(({ id }) => id));
      const stillThere = (notes() ?? []).filter(({ id }) => listed.has(id) || !before.has(id));
      batch(() => {
        setProblem(undefined);
        setCurrent(true);
        show(
          mergeNotes(
            stillThere,
            list.filter(({ id }) => !deleted.has(id)),
          ),
          Date.now(),
        );
      });
    } catch (error) {
      if (signal.aborted) return;
      setCurrent(false);
      const failure = asProblem(error);
      setProblem(failure);
      if (failure.retryAfter === null) return;
      const wait = Math.max(failure.retryAfter, SHORTEST_PAUSE);
      pausedUntil = performance.now() + wait;
      readAfter(wait, signal);
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

  /** Shows the notes cached for offline use until newer ones arrive. */
  const recall = async (from: CachedNotes, signal: AbortSignal): Promise<void> => {
    if (knownAt() !== undefined) return;
    const then = await from.read().catch(() => undefined);
    if (then === undefined || signal.aborted || knownAt() !== undefined) return;
    setNotes(mergeNotes(then.notes, notes() ?? []));
    setKnownAt(then.at);
  };

  let reader = untrack(owner)?.userId;
  createEffect(
    on([owner, isVisible, attempts], ([current, isWatched]) => {
      if (current === undefined) return;
      const userId = current.userId;
      // A user must not see notes that were loaded for another user.
      if (reader !== undefined && reader !== userId) {
        setNotes(undefined);
        setKnownAt(undefined);
      }
      reader = userId;
      cache = new CachedNotes(current);
      if (!isWatched) return;
      setCurrent(false);
      const stop = new AbortController();
      const { signal } = stop;
      onCleanup(() => stop.abort());
      void recall(cache, signal);
      // The list is read after the stream starts, because a tab that shares another tab's stream gets no open event.
      void followEvents(slug, '/api/notes/stream', {
        userId,
        signal,
        onCatchUp: () => void read(fetchNotes, signal),
        onEvent: (event) => {
          void reviewSession(keyring, event);
          const change = signal.aborted ? undefined : parseNoteEvent(event);
          if (change?.type === 'deleted') deleteNote(change.id);
          else if (change !== undefined) add(change.note);
        },
      });
      void read(currentNotes, signal);
    }),
  );

  const retry = (): void => {
    pausedUntil = 0;
    setAttempts((count) => count + 1);
  };
  const clear = (): void =>
    batch(() => {
      setNotes(undefined);
      setKnownAt(undefined);
      setProblem(undefined);
      setCleared(true);
    });
  return { notes, knownAt, isCurrent, problem, add, delete: deleteNote, clear, isCleared, retry };
}
