import { createEffect, createSignal, Show } from 'solid-js';
import type { Organization } from '../../client/index.ts';
import { manifestOf } from '../organizations/document-identity.ts';
import { InstallButton } from './InstallButton.tsx';
import { isInstallOffered } from './install-prompt.ts';

/** Set when the hint was shown on this device. The value contains no user and no organization. */
const SEEN = 'install-hint-seen';

const [isDismissed, setDismissed] = createSignal(isSeen());

/** Tells the user once that an organization can be installed. The settings page always shows it. */
export function InstallHint(props: { organization: Organization }) {
  const isShown = () => !isDismissed() && isInstallOffered(manifestOf(props.organization.slug));
  createEffect(() => isShown() && remember());
  return (
    <Show when={isShown()}>
      <div class="notice install-hint" role="status">
        <p class="notice-text">
          You can install {props.organization.name} as an app with its own icon and window.
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

/** If storage is blocked, the hint is shown again on the next visit. */
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
    // Storage is blocked: the hint is shown again on the next visit.
  }
}
