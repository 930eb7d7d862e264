import { createEffect, createSignal, Show } from 'solid-js';
import type { Organization } from '../../client/index.ts';
import { manifestOf } from '../organizations/document-identity.ts';
import { InstallButton } from './InstallButton.tsx';
import { isInstallOffered } from './install-prompt.ts';

/** Set once the hint was seen on this device; it names nobody and no organization. */
const SEEN = 'install-hint-seen';

const [isDismissed, setDismissed] = createSignal(isSeen());

/** Says once that an organization can be installed. Afterwards its settings page still does. */
export function InstallHint(props: { organization: Organization }) {
  const isShown = () => !isDismissed() && isInstallOffered(manifestOf(props.organization.slug));
  createEffect(() => isShown() && remember());
  return (
    <Show when={isShown()}>
      <div class="notice install-hint" role="status">
        <p class="notice-text">
          {props.organization.name} can be an app of its own, with its own icon and window.
        </p>
        <div class="actions">
          <InstallButton organization={props.organization} onPressed={() => setDismissed(true)} />
          <button type="button" class="button" onClick={() => setDismissed(true)}>
            Not now
          </button>
        </div>
      </div>
    </Show>
  );
}

/** Storage that is blocked makes it a hint that comes again. */
function isSeen(): boolean {
  try {
    return localStorage.getItem(SEEN) !== null;
  } catch {
    return false;
  }
}

function remember(): void {
  try {
    localStorage.setItem(SEEN, '1');
  } catch {
    // As above.
  }
}
