import { useNavigate } from '@solidjs/router';
import { type Accessor, createSignal, onCleanup } from 'solid-js';
import { isUsable } from '../../client/index.ts';
import { useKeyring } from '../../solid/index.ts';
import { pageOf } from '../ui/page-of.ts';
import { notificationsOf } from './notifications.ts';
import { storePendingLogout, UNCONFIRMED } from './pending-logout.ts';

/** Longest wait for the browser to leave for AuthKit's logout, ms. Then the user can go on in the app. */
const LEAVING_PATIENCE = 10_000;

/** Ends every session of this device and of AuthKit, for the page that has the button. */
export function createSignOutEverywhere(): {
  /** While the page leaves for AuthKit's logout, a sign-in would take its place and use AuthKit's session again. */
  readonly isEnding: Accessor<boolean>;
  readonly signOutEverywhere: () => Promise<void>;
} {
  const { keyring, sessions, unnamed, withoutOrganization } = useKeyring();
  const navigate = useNavigate();
  const [isEnding, setEnding] = createSignal(false);
  let isShown = true;
  onCleanup(() => {
    isShown = false;
  });
  const isSignedIn = (): boolean =>
    unnamed() > 0 ||
    [withoutOrganization(), ...sessions().map(({ session }) => session)].some(
      (session) => session !== undefined && isUsable(session),
    );
  const signOutEverywhere = async (): Promise<void> => {
    const isLeaving = isSignedIn();
    /** Whether the page has begun to leave. If the response of the worker was lost, it has no address to leave for. */
    let hasBegun = false;
    const onLeave = (): void => {
      hasBegun = true;
    };
    addEventListener('beforeunload', onLeave);
    setEnding(true);
    try {
      await notificationsOf(keyring).leave('all');
      const left = await keyring.signOutEverywhere();
      if (left !== null) return storePendingLogout(left);
      if (isLeaving) await new Promise((resolve) => setTimeout(resolve, LEAVING_PATIENCE));
      if (isLeaving && !isSignedIn()) {
        storePendingLogout(UNCONFIRMED);
        // AuthKit may still respond.
        if (hasBegun) addEventListener('pagehide', () => storePendingLogout(null), { once: true });
      }
      if (isShown) navigate(pageOf());
    } finally {
      setEnding(false);
      removeEventListener('beforeunload', onLeave);
    }
  };
  return { isEnding, signOutEverywhere };
}
