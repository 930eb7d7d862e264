import { useLocation } from '@solidjs/router';
import { createEffect, createSignal, on, onCleanup, Show } from 'solid-js';
import type { SessionStatus } from '../../client/index.ts';
import { ChevronIcon } from '../ui/icons.tsx';
import { useOrganizations } from './OrganizationsProvider.tsx';
import { OrganizationTag } from './OrganizationTag.tsx';
import { SwitcherPanel } from './SwitcherPanel.tsx';
import { createSwitcherShortcuts } from './switcher-shortcuts.ts';

/** The button that opens the list of organizations. Ctrl/⌘ K opens it from anywhere. */
export function Switcher(props: {
  organizations: readonly SessionStatus[];
  current: SessionStatus | undefined;
}) {
  const { refresh } = useOrganizations();
  const [isOpen, setOpen] = createSignal(false);
  let root: HTMLDivElement | undefined;
  let button: HTMLButtonElement | undefined;
  /** What had the focus when the list was opened: with the keyboard, a text that the user writes. */
  let before: Element | null = null;

  const open = (): void => {
    before = document.activeElement;
    setOpen(true);
    refresh();
  };
  const close = (): void => {
    setOpen(false);
    button?.focus();
  };
  const cancel = (): void => {
    close();
    if (before instanceof HTMLElement && before !== document.body) before.focus();
  };
  const toggle = (): void => (isOpen() ? cancel() : open());
  createSwitcherShortcuts(toggle, () => props.organizations);

  // The back button and Ctrl/⌘ 1 to 9 change the page below the open list.
  const location = useLocation();
  createEffect(
    on(
      () => location.pathname,
      () => isOpen() && close(),
      { defer: true },
    ),
  );
  createEffect(() => {
    if (!isOpen()) return;
    const closeOutside = ({ target }: PointerEvent): void => {
      if (target instanceof Node && root?.contains(target) !== true) setOpen(false);
    };
    document.addEventListener('pointerdown', closeOutside);
    onCleanup(() => document.removeEventListener('pointerdown', closeOutside));
  });

  return (
    <div class="switcher" ref={root}>
      <button
        ref={button}
        type="button"
        class="switcher-button"
        aria-label="Switch organization"
        aria-haspopup="menu"
        aria-expanded={isOpen()}
        aria-keyshortcuts="Control+K Meta+K"
        onClick={toggle}
      >
        <Show when={props.current} fallback={<span class="switcher-name">Organizations</span>}>
          {(current) => (
            <>
              <OrganizationTag
                slug={current().organization.slug}
                name={current().organization.name}
                size="small"
              />
              <span class="switcher-name">{current().organization.name}</span>
            </>
          )}
        </Show>
        <ChevronIcon />
      </button>
      <Show when={isOpen()}>
        <SwitcherPanel
          organizations={props.organizations}
          current={props.current}
          onClose={close}
          onCancel={cancel}
        />
      </Show>
    </div>
  );
}
