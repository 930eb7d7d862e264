import { createEffect, createMemo, createSignal, on, onCleanup, Show } from 'solid-js';
import { type OrganizationSlug, orgSocket } from '../../client/index.ts';
import { isVisible } from '../notes/is-visible.ts';
import { type PresentUser, parsePresence, presenceText } from './present-users.ts';

/**
 * Who else has this organization open. A hidden page is not present.
 *
 * @param props.isReady connects then, so that the socket does not delay the page's own data
 */
export function Presence(props: { slug: OrganizationSlug; userId: string | undefined; isReady: boolean }) {
  const [users, setUsers] = createSignal<readonly PresentUser[]>();
  const wasReady = createMemo((before: boolean) => before || props.isReady, false);
  createEffect(
    on([() => props.userId, isVisible, wasReady], ([userId, isSeen, isReady]) => {
      setUsers(undefined);
      if (userId === undefined || !isSeen || !isReady) return;
      const socket = orgSocket(props.slug, '/api/presence');
      socket.onmessage = ({ data }) => {
        const present = parsePresence(data);
        if (present !== undefined) setUsers(present);
      };
      onCleanup(() => socket.close());
    }),
  );
  return (
    <Show when={props.userId !== undefined && users()}>
      {(present) => <p class="hint">{presenceText(present(), props.userId ?? '')}</p>}
    </Show>
  );
}
