/** When a page that was loaded sends the first one, ms: its own first calls come before. */
const FIRST_DELAY = 1_000;
/** How often a visible page sends its message, ms. */
const INTERVAL = 30_000;
/** Least time between two messages, ms. Chromium stops an idle worker after 30 s. */
const WAKE_INTERVAL = 15_000;
/** What a user does shortly before a page calls an API. */
const INTENTS = ['pointerover', 'focusin'] as const;

/**
 * Calls `send` every 30 s while this page is visible: first a second after the load, and at once when the page becomes
 * visible. A pointer or the focus that moves to a link or a button also calls it, so that the worker has started before
 * the click. Hidden pages do nothing: when all pages are hidden, nothing polls.
 *
 * @param signal ends it
 */
export function keepWarm(send: () => void, signal: AbortSignal): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  // The load of the page has woken the worker.
  let sentAt = performance.now();
  const sendNow = (): void => {
    sentAt = performance.now();
    send();
  };
  const sendAfter = (delay: number): void => {
    clearTimeout(timer);
    if (document.visibilityState !== 'visible') return;
    timer = setTimeout(() => {
      sendNow();
      sendAfter(INTERVAL);
    }, delay);
  };
  const onVisibility = (): void => {
    if (document.visibilityState === 'visible') sendNow();
    sendAfter(INTERVAL);
  };
  const onIntent = ({ target }: Event): void => {
    if (performance.now() - sentAt < WAKE_INTERVAL || document.visibilityState !== 'visible') return;
    if (target instanceof Element && target.closest('a, button') !== null) sendNow();
  };
  document.addEventListener('visibilitychange', onVisibility, { signal });
  for (const type of INTENTS) document.addEventListener(type, onIntent, { signal, passive: true });
  signal.addEventListener('abort', () => clearTimeout(timer));
  sendAfter(FIRST_DELAY);
}
