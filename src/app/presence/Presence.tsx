import { createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js';
import { type OrganizationKey, orgSocket } from '../../client/index.ts';
import { isVisible } from '../notes/is-visible.ts';
import { isOnline } from '../ui/connection.ts';
import { type PresentUser, parsePresence, presenceText } from './present-users.ts';

/**
 * Who else has this organization open. A hidden page is not present.
 *
 * @param props.isReady connects then, so that the socket does not delay the page's own data
 */
export function Presence(props: { slug: OrganizationKey; userId: string | undefined; isReady: boolean }) {
  const [users, setUsers] = createSignal<readonly PresentUser[]>();
  // Without a network the page does not hear who comes and goes. A message shows that the browser is wrong about that.
  const [isHeard, setHeard] = createSignal(isOnline());
  createEffect(() => setHeard(isOnline()));
  const wasReady = createMemo((before: boolean) => before || props.isReady, false);
  createEffect(
    on([() => props.userId, isVisible, wasReady], ([userId, isSeen, isReady]) => {
      setUsers(undefined);
      if (userId === undefined || !isSeen || !isReady) return;
      const socket = orgSocket(props.slug, '/api/presence');
      socket.onmessage = ({ data }) => {
        const present = parsePresence(data);
        if (present === undefined) return;
        setUsers(present);
        setHeard(true);
      };
      onCleanup(() => socket.close());
    }),
  );
  const text = (): string => {
    const present = isHeard() ? users() : undefined;
    return present === undefined || props.userId === undefined ? '' : presenceText(present, props.userId);
  };
  // Empty until the server has responded, so that what follows does not move under the pointer.
  return <p class="hint presence">{text()}</p>;
}
