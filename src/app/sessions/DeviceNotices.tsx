import { Show } from 'solid-js';
import { useKeyring } from '../../solid/index.ts';

/** What a person should know about this device, whatever the page is. */
export function DeviceNotices() {
  const { storage, isUpdated } = useKeyring();
  return (
    <>
      <Show when={storage() === 'memory'}>
        <div class="notice notice-warning" role="status">
          <p class="notice-text">
            <strong>Your sessions cannot be saved on this device right now.</strong> You can go on working,
            but you may have to sign in again later. A full disk, a private window or blocked site data can be
            the cause.
          </p>
        </div>
      </Show>
      <Show when={isUpdated()}>
        <div class="notice" role="status">
          <p class="notice-text">
            <strong>A new version is ready.</strong> Reload when it suits you; your sessions stay.
          </p>
          <button type="button" class="button" onClick={() => location.reload()}>
            Reload
          </button>
        </div>
      </Show>
    </>
  );
}
