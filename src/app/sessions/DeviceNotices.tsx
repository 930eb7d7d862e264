import { Show } from 'solid-js';
import { useKeyring } from '../../solid/index.ts';

/** Notices about this device, shown on every page. */
export function DeviceNotices() {
  const { storage, isUpdated } = useKeyring();
  return (
    <>
      <Show when={storage() === 'memory'}>
        <div class="notice notice-warning" role="status">
          <p class="notice-text">
            <strong>Your sessions cannot be saved on this device right now.</strong> You can continue working,
            but you may have to sign in again later. Possible causes are a full disk, a private window or
            blocked site data.
          </p>
        </div>
      </Show>
      <Show when={isUpdated()}>
        <div class="notice" role="status">
          <p class="notice-text">
            <strong>A new version is ready.</strong> Reload when convenient. You stay signed in.
          </p>
          <button type="button" class="button" onClick={() => location.reload()}>
            Reload
          </button>
        </div>
      </Show>
    </>
  );
}
