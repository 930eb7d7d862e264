import { useNavigate } from '@solidjs/router';
import { onCleanup } from 'solid-js';
import type { SessionStatus } from '../../client/index.ts';
import { pathOfOrganization } from '../../client/index.ts';

/**
 * Ctrl/⌘ K toggles the switcher, and Ctrl/⌘ 1 to 9 open the first nine organizations, even while the user types. In a
 * tab of Chromium the numbers that the browser uses for its tabs come here first (Chromium 156 on Linux).
 */
export function createSwitcherShortcuts(
  toggle: () => void,
  organizations: () => readonly SessionStatus[],
): void {
  const navigate = useNavigate();
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    // Behind a modal dialog the switcher cannot be used.
    if (document.querySelector('dialog[open]') !== null) return;
    if (event.key.toLowerCase() === 'k') {
      event.preventDefault();
      if (!event.repeat) toggle();
    }
    const target = /^[1-9]$/.test(event.key) ? organizations()[Number(event.key) - 1] : undefined;
    if (target === undefined) return;
    event.preventDefault();
    navigate(pathOfOrganization(target.organization.slug));
  };
  addEventListener('keydown', onKeyDown);
  onCleanup(() => removeEventListener('keydown', onKeyDown));
}
