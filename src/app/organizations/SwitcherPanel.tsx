import { A, usePreloadRoute } from '@solidjs/router';
import { createMemo, createSignal, onCleanup, onMount, Show } from 'solid-js';
import type { SessionStatus } from '../../client/index.ts';
import { AnotherAccountButton } from '../sign-in/AnotherAccountButton.tsx';
import { pageOf } from '../ui/page-of.ts';
import { ForOrganizations } from './ForOrganizations.tsx';
import { useOrganizations } from './OrganizationsProvider.tsx';
import { SwitcherItem } from './SwitcherItem.tsx';
import { createSteadyOrder } from './steady-order.ts';
import { moveFocus } from './switcher-focus.ts';

/** With more organizations than this, a filter field is shown. */
const FILTER_FROM = 8;
/** Delay before a focused item is preloaded, ms, so that the arrow keys do not preload every item that they pass. */
const PRELOAD_DELAY = 60;

/** The open switcher: a filter field, the menu of organizations, and links to pages of no organization. */
export function SwitcherPanel(props: {
  organizations: readonly SessionStatus[];
  current: SessionStatus | undefined;
  onClose: () => void;
  /** For a user who goes on where the list was opened. */
  onCancel: () => void;
}) {
  const preload = usePreloadRoute();
  const { state } = useOrganizations();
  const [filter, setFilter] = createSignal('');
  // The field is shown while the list loads, because its final length is unknown and the user may already type. A field
  // that is shown stays.
  const hasFilter = createMemo<boolean>(
    (had) => had || props.organizations.length >= FILTER_FROM || state() === 'loading',
    false,
  );
  const organizations = createSteadyOrder(() => props.organizations);
  const shown = createMemo(() => {
    const wanted = filter().trim().toLowerCase();
    return organizations().filter(({ organization: { name, slug } }) =>
      `${name} ${slug}`.toLowerCase().includes(wanted),
    );
  });
  let panel: HTMLDivElement | undefined;
  let field: HTMLInputElement | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));

  onMount(() => {
    // On touch devices a focused field would open the on-screen keyboard, which covers half of the list.
    const typed = matchMedia('(pointer: coarse)').matches ? undefined : field;
    const start = typed ?? panel?.querySelector<HTMLElement>('[aria-current]') ?? panel?.querySelector('a');
    // Ctrl/⌘ K opens it also where the page is scrolled down.
    panel?.scrollIntoView({ block: 'nearest' });
    start?.focus({ preventScroll: true });
  });

  const preloadFocused = ({ target }: FocusEvent): void => {
    clearTimeout(timer);
    if (!(target instanceof HTMLAnchorElement)) return;
    timer = setTimeout(() => preload(new URL(target.href), { preloadData: true }), PRELOAD_DELAY);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // The key belongs to the input method, which ends the composition with it.
    if (event.isComposing) return;
    // Tab continues from the button, as if the panel were closed.
    if (event.key === 'Tab') props.onClose();
    if (event.key === 'Escape') {
      event.preventDefault();
      props.onCancel();
    }
    if (panel === undefined || event.key === 'Tab') return;
    if (event.key === 'Enter' && event.target === field) {
      // The button has the focus by then, and the same key event would press it.
      event.preventDefault();
      panel.querySelector<HTMLElement>('[role=menuitem]')?.click();
    } else if (moveFocus(panel, field, event.key)) event.preventDefault();
    // Letters typed on a menu item go to the filter field.
    else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) field?.focus();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the field and the menu in it
    <div class="switcher-panel" ref={panel} onKeyDown={onKeyDown} onFocusIn={preloadFocused}>
      <Show when={hasFilter()}>
        <input
          ref={field}
          class="switcher-filter"
          type="search"
          aria-label="Filter organizations"
          placeholder="Find an organization"
          autocomplete="off"
          spellcheck={false}
          value={filter()}
          onInput={({ currentTarget }) => setFilter(currentTarget.value)}
        />
      </Show>
      <div class="switcher-menu" role="menu" aria-label="Organizations">
        <ForOrganizations each={shown()}>
          {(status) => (
            <SwitcherItem
              status={status()}
              isCurrent={status().organization.id === props.current?.organization.id}
              onChoose={props.onClose}
            />
          )}
        </ForOrganizations>
      </div>
      <p class="switcher-empty" role="status">
        {shown().length === 0 && 'No organization has this name.'}
      </p>
      <div class="switcher-links">
        <A href={pageOf()} onClick={props.onClose}>
          All organizations
        </A>
        <A href={pageOf('sessions')} onClick={props.onClose}>
          Sessions
        </A>
        <AnotherAccountButton />
      </div>
    </div>
  );
}
