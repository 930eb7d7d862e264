import { createSignal, onMount, Show } from 'solid-js';
import type { VaultMode } from '../../client/index.ts';
import { useKeyring } from '../../solid/index.ts';

/** What each vault mode protects and what it does not, as in docs/threat-model.md. */
const WORDS: Readonly<Record<VaultMode, string>> = {
  sealed:
    'Your sessions are encrypted with a key that only the session worker holds. In our tests, script injected into a page could read these records but not decrypt them. Such script can still use the sessions while a tab is open, and the key is stored in the browser’s profile on disk.',
  device:
    'Your sessions are encrypted with a key of this device. This protects a copy of the records, but script injected into a page can decrypt them.',
  memory:
    'Your sessions are not stored. They end when the browser stops the session worker. Script injected into a page can use them until then.',
};

/** Tells the user how sessions are stored on this device. */
export function VaultNote() {
  const { keyring } = useKeyring();
  const [mode, setMode] = createSignal<VaultMode>();
  // If the worker does not respond, nothing is shown, because the vault mode is unknown.
  onMount(() => void keyring.vaultMode().then(setMode, () => {}));
  return (
    <Show when={mode()}>
      {(known) => (
        <p class="hint" data-vault={known()}>
          {WORDS[known()]}
        </p>
      )}
    </Show>
  );
}
