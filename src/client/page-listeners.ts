/** Events that tell that a user works with a page. */
const INPUT_EVENTS = ['pointerdown', 'keydown', 'input'] as const;

/** What the user does in a page, and what the browser reports to it. */
export interface PageListeners {
  /** The user has pressed or typed something. */
  readonly onInput: () => void;
  /** The page became visible or hidden. */
  readonly onVisibility: () => void;
  /** The browser says that the network is back, which may be wrong. */
  readonly onOnline: () => void;
  /** The page came back from the back/forward cache. */
  readonly onRestored: () => void;
}

/** Listens until `signal` aborts. */
export function listenToPage(
  { onInput, onVisibility, onOnline, onRestored }: PageListeners,
  signal: AbortSignal,
): void {
  for (const type of INPUT_EVENTS) document.addEventListener(type, onInput, { capture: true, signal });
  document.addEventListener('visibilitychange', onVisibility, { signal });
  addEventListener('online', onOnline, { signal });
  addEventListener('pageshow', ({ persisted }) => persisted && onRestored(), { signal });
}
