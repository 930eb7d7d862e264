import { createEffect, createMemo, on, Show } from 'solid-js';
import { isUsable } from '../../client/index.ts';
import { useKeyring } from '../../solid/index.ts';
import { AuthKitLogout } from './AuthKitLogout.tsx';
import { pendingLogout, storePendingLogout } from './pending-logout.ts';

/** Notices about this device, shown on every page. */
export function DeviceNotices() {
  const { storage, isUpdateAvailable, sessions, withoutOrganization } = useKeyring();
  const isSignedIn = createMemo(() =>
    [withoutOrganization(), ...sessions().map(({ session }) => session)].some(
      (session) => session !== undefined && isUsable(session),
    ),
  );
  createEffect(
    on(isSignedIn, (isIn, wasIn) => {
      // Right after a sign-out the sessions may still be listed.
      if (isIn && wasIn !== true) storePendingLogout(null);
    }),
  );
  return (
    <div class="device-notices" role="status" aria-atomic="false">
      <Show when={pendingLogout()}>{(url) => <AuthKitLogout logoutUrl={url()} />}</Show>
      <Show when={storage() === 'memory'}>
        <div class="notice notice-warning">
          <p class="notice-text">
            <strong>Your sessions cannot be saved on this device right now.</strong> You can continue working,
            but you may have to sign in again later. Possible causes are a full disk, a private window or
            blocked site data.
          </p>
        </div>
      </Show>
      <Show when={isUpdateAvailable()}>
        <div class="notice">
          <p class="notice-text">
            <strong>A new version is ready.</strong> Reload when convenient.
            <Show when={isSignedIn()}> You stay signed in.</Show>
          </p>
          <button type="button" class="button" onClick={() => location.reload()}>
            Reload
          </button>
        </div>
      </Show>
    </div>
  );
}
