import { createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js';
import { followEvents, type SessionStatus } from '../../client/index.ts';
import { canBadge, showBadge } from '../app-badge.ts';

/**
 * Counts on the installed app's icon the notes that arrived while nobody could see its window, and clears that when
 * somebody can. It listens itself, since the notes stop listening a while after they are out of sight.
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
    on([slug, userId, isHidden], ([organization, person, isOutOfSight]) => {
      showBadge(organization, 0);
      // In an ordinary tab the stream would hold a connection that others need, for nothing.
      if (person === undefined || !isOutOfSight || !canBadge(organization)) return;
      const stop = new AbortController();
      onCleanup(() => stop.abort());
      let count = 0;
      void followEvents(organization, '/api/notes/stream', {
        userId: person,
        signal: stop.signal,
        onEvent: () => {
          count += 1;
          showBadge(organization, count);
        },
      });
    }),
  );
  return null;
}
