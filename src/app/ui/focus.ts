import { onCleanup } from 'solid-js';

/** For an element that replaces the pressed button: the focus moves to it. */
export const focusSoon = (element: HTMLElement): void => queueMicrotask(() => element.focus());

/**
 * Moves the focus to an element if the element with the focus was removed. A focus that the user has moved elsewhere in the
 * meantime stays.
 */
export function focusIfLost(element: HTMLElement | undefined, options?: FocusOptions): void {
  if (document.activeElement === null || document.activeElement === document.body) element?.focus(options);
}

/**
 * When the element with the focus is removed, moves the focus to the list item that takes its place, or to the content as a
 * whole. Without that the keyboard would start again at the top of the page, and a screen reader would say nothing.
 *
 * @param fallback what gets the focus if no list item takes the place. Default: the content
 */
export function keepFocus(content: HTMLElement, fallback = () => content): void {
  let focused: Node | undefined;
  content.addEventListener('focusin', ({ target }) => {
    if (target instanceof Node) focused = target;
  });
  content.addEventListener('focusout', ({ target }) =>
    // Some browsers also fire it for an element that is removed.
    queueMicrotask(() => {
      if (target === focused && focused?.isConnected === true && document.activeElement !== focused)
        focused = undefined;
    }),
  );
  const observer = new MutationObserver((records) => {
    const lost = focused;
    if (lost === undefined || lost.isConnected) return;
    focused = undefined;
    const record = removalOf(lost, records);
    const item = record && neighbourOf(record);
    if (item !== undefined) item.tabIndex = -1;
    focusIfLost(item ?? fallback(), { preventScroll: item === undefined });
  });
  observer.observe(content, { childList: true, subtree: true });
  onCleanup(() => observer.disconnect());
}

/** What removed a node from the page. An item may be emptied before it is removed itself. */
function removalOf(lost: Node, records: readonly MutationRecord[]): MutationRecord | undefined {
  const index = records.findIndex(({ removedNodes }) =>
    [...removedNodes].some((node) => node.contains(lost)),
  );
  const record = records[index];
  if (record === undefined || record.target.isConnected) return record;
  return removalOf(record.target, records.slice(index + 1)) ?? record;
}

/** The item after a removed list item or table row, or the one before it. */
function neighbourOf({ target, nextSibling, previousSibling }: MutationRecord): HTMLElement | undefined {
  const items = [...target.childNodes].filter(
    (node) => node instanceof HTMLElement && node.matches('li, tr'),
  );
  const isAfter = (node: Node): boolean =>
    nextSibling !== null &&
    (node === nextSibling ||
      (nextSibling.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0);
  const next = items.find(isAfter) ?? (previousSibling === null ? undefined : items.at(-1));
  return next instanceof HTMLElement ? next : undefined;
}
