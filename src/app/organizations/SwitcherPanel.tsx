import { A, usePreloadRoute } from '@solidjs/router';
import { createMemo, createSignal, onCleanup, onMount, Show } from 'solid-js';
import type { SessionStatus } from '../../client/index.ts';
import { AnotherAccountButton } from '../sign-in/AnotherAccountButton.tsx';
import { pageOf } from '../ui/page-of.ts';
import { ForOrganizations } from './ForOrganizations.tsx';
import { useOrganizations } from './OrganizationsProvider.tsx';
import { SwitcherItem } from './SwitcherItem.tsx';
import { moveFocus } from './switcher-focus.ts';

/** With more organizations than this, a field narrows the list down. */
const FILTER_FROM = 8;
/** A pointer loads what it rests on; so does the keyboard, but not everything that it passes. ms */
const PRELOAD_DELAY = 60;

/** The open switcher: a filter beside the menu of organizations, and the way to pages of none. */
export function SwitcherPanel(props: {
  organizations: readonly SessionStatus[];
  current: SessionStatus | undefined;
  onClose: () => void;
}) {
  const preload = usePreloadRoute();
  const { state } = useOrganizations();
  const [filter, setFilter] = createSignal('');
  // While the list is still being read nobody knows how long it gets, and somebody may be typing already; a field
  // that is there stays.
  const hasFilter = createMemo<boolean>(
    (had) => had || props.organizations.length >= FILTER_FROM || state() === 'loading',
    false,
  );
  const shown = createMemo(() => {
    const wanted = filter().trim().toLowerCase();
    return props.organizations.filter(({ organization: { name, slug } }) =>
      `${name} ${slug}`.toLowerCase().includes(wanted),
    );
  });
  let panel: HTMLDivElement | undefined;
  let field: HTMLInputElement | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));

  onMount(() => {
    // Where there is no keyboard, a field that has the focus covers half the list with one.
    const typed = matchMedia('(pointer: coarse)').matches ? undefined : field;
    const start = typed ?? panel?.querySelector<HTMLElement>('[aria-current]') ?? panel?.querySelector('a');
    start?.focus({ preventScroll: true });
  });

  const preloadFocused = ({ target }: FocusEvent): void => {
    clearTimeout(timer);
    if (!(target instanceof HTMLAnchorElement)) return;
    timer = setTimeout(() => preload(new URL(target.href), { preloadData: true }), PRELOAD_DELAY);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // Tab goes on from the button, as if the panel had never been there.
    if (event.key === 'Escape' || event.key === 'Tab') props.onClose();
    if (event.key === 'Escape') event.preventDefault();
    if (panel === undefined || event.key === 'Tab') return;
    if (event.key === 'Enter' && event.target === field) {
      // The button has the focus by then: left alone, the same key would press it.
      event.preventDefault();
      panel.querySelector('a')?.click();
    } else if (moveFocus(panel, field, event.key)) event.preventDefault();
    // Letters typed on an item go on narrowing the list down.
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
      <Show when={shown().length === 0}>
        <p class="switcher-empty" role="status">
          No organization is called that.
        </p>
      </Show>
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
