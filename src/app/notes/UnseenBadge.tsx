import { createEffect, createMemo, createSignal, on, onCleanup, untrack } from 'solid-js';
import { followEvents, type SessionStatus } from '../../client/index.ts';
import { canBadge, showBadge } from './app-badge.ts';
import { noteOfEvent, shelvedNotes } from './notes.ts';
import { UnseenNotes } from './unseen-notes.ts';

/**
 * Counts on the installed app's icon the notes that arrived while its window was not visible, and clears the count when
 * the window becomes visible. It follows the stream itself, because the list of notes stops doing so some time after
 * its window is hidden.
 */
export function UnseenBadge(props: { status: SessionStatus }) {
  const [isHidden, setHidden] = createSignal(document.visibilityState === 'hidden');
  const onChange = (): void => void setHidden(document.visibilityState === 'hidden');
  document.addEventListener('visibilitychange', onChange);
  onCleanup(() => document.removeEventListener('visibilitychange', onChange));

  const slug = createMemo(() => props.status.organization.slug);
  const userId = createMemo(() =>
    'user' in props.status.session ? props.status.session.user?.id : undefined,
  );
  createEffect(
    on([slug, userId], ([organization, person]) => {
      showBadge(organization, 0);
      // Another window of the browser does not count: only the app's own windows have the icon.
      if (person === undefined || !canBadge(organization)) return;
      const unseen = new UnseenNotes(
        `unseen-notes:${organization}:${person}`,
        () => !untrack(isHidden),
        (count) => showBadge(organization, count),
      );
      onCleanup(() => unseen.close());
      createEffect(() => {
        // What the window shows was seen, although its event may still be on the way: the response to a POST is faster.
        unseen.see(shelvedNotes(organization)?.notes.map(({ id }) => id) ?? []);
        // In an ordinary tab the stream would hold a connection that other tabs need.
        if (!isHidden() || !canBadge(organization)) return;
        const stop = new AbortController();
        onCleanup(() => stop.abort());
        void followEvents(organization, '/api/notes/stream', {
          userId: person,
          signal: stop.signal,
          onEvent: ({ data }) => {
            const note = noteOfEvent(data);
            if (note !== undefined) unseen.arrive(note.id);
          },
        });
      });
    }),
  );
  return null;
}
