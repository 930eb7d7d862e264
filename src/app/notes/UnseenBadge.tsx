import { createEffect, createMemo, createSignal, on, onCleanup, untrack } from 'solid-js';
import { followEvents, type SessionStatus } from '../../client/index.ts';
import { canBadge, showBadge } from './app-badge.ts';
import { notesInMemory, parseNoteEvent } from './notes.ts';
import { UnseenNotes } from './unseen-notes.ts';

/**
 * Shows on the installed app's icon how many notes arrived while its window was hidden. Clears the count when the
 * window becomes visible. Follows the event stream itself, because the list of notes stops following it some time after
 * the window is hidden.
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
    on([slug, userId], ([organization, user]) => {
      showBadge(organization, 0);
      // The user cannot read these notes without a session, and only this window can remove its number.
      onCleanup(() => showBadge(organization, 0));
      // Only windows of the installed app have the icon, so other browser windows do not count.
      if (user === undefined || !canBadge(organization)) return;
      const unseen = new UnseenNotes(
        `unseen-notes:${organization}:${user}`,
        () => !untrack(isHidden),
        (count) => showBadge(organization, count),
      );
      onCleanup(() => unseen.close());
      createEffect(() => {
        // Notes that this window shows count as seen even before their event arrives, because the response to a POST
        // can be faster.
        unseen.see(notesInMemory(organization)?.notes.map(({ id }) => id) ?? []);
        // In an ordinary tab the stream would occupy a connection that other tabs need.
        if (!isHidden() || !canBadge(organization)) return;
        const stop = new AbortController();
        onCleanup(() => stop.abort());
        void followEvents(organization, '/api/notes/stream', {
          userId: user,
          signal: stop.signal,
          onEvent: (event) => {
            const change = parseNoteEvent(event);
            // An edited note is not a new one.
            if (change?.type === 'added') unseen.arrive(change.note.id);
            else if (change?.type === 'deleted') unseen.see([change.id]);
          },
        });
      });
    }),
  );
  return null;
}
