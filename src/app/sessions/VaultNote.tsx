import { createSignal, onMount, Show } from 'solid-js';
import type { VaultMode } from '../../client/index.ts';
import { useKeyring } from '../../solid/index.ts';

/** What each way of keeping sessions protects, and what it does not. As in docs/threat-model.md. */
const WORDS: Readonly<Record<VaultMode, string>> = {
  sealed:
    'Sealed with a key that only the session worker holds: in our tests, script injected into a page could read these records but not open them. It can still use the sessions while a tab is open, and the key lies in the browser’s profile on disk.',
  device:
    'Sealed with a key of this device: that protects a copy of the records, but script injected into a page can open them.',
  memory:
    'Not stored: a session ends when the browser stops the session worker. Script injected into a page can use it until then.',
};

/** How sessions are kept on this device, in one honest sentence or two. */
export function VaultNote() {
  const { keyring } = useKeyring();
  const [mode, setMode] = createSignal<VaultMode>();
  // Without an answer nothing is said, rather than something that may not be so.
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
