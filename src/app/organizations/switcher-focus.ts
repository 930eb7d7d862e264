/**
 * Moves the focus in the open switcher. The arrow keys cycle through the field, the organizations and the links below.
 * Home and End move to the first and the last organization.
 *
 * @returns whether the key moved the focus
 */
export function moveFocus(panel: HTMLElement, field: HTMLElement | undefined, key: string): boolean {
  const active = document.activeElement;
  // In the field, Home and End move the text cursor.
  if ((key === 'Home' || key === 'End') && active === field) return false;
  const items = [...panel.querySelectorAll<HTMLElement>('[role=menuitem]')];
  const stops = [...panel.querySelectorAll<HTMLElement>('input, a, button')];
  const at = stops.findIndex((stop) => stop.matches(':focus'));
  const next = {
    ArrowDown: stops[(at + 1) % stops.length],
    ArrowUp: stops.at(at - 1),
    Home: items[0],
    End: items.at(-1),
  }[key];
  next?.focus();
  // Firefox scrolls only if no part is visible.
  next?.scrollIntoView({ block: 'nearest' });
  return next !== undefined;
}
