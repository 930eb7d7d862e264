/** For an element that replaces the pressed button: the focus moves to it. */
export const focusSoon = (element: HTMLElement): void => queueMicrotask(() => element.focus());
